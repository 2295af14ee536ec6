package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
	"kreislauf/internal/roster"
)

// groupRow and memberRow name the tables; "group" is a word of SQL itself.
type groupRow struct {
	bun.BaseModel `bun:"table:person_groups"`
	roster.Group
}

type memberRow struct {
	bun.BaseModel `bun:"table:person_group_members"`
	roster.GroupMember
}

// Groups implements roster.Reader.
func (s *Roster) Groups(ctx context.Context, networkID string) ([]roster.Group, error) {
	var rows []groupRow
	err := s.db.reader.NewSelect().Model(&rows).Where("network_id = ?", networkID).Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	groups := make([]roster.Group, len(rows))
	for i, row := range rows {
		groups[i] = row.Group
	}
	return groups, nil
}

// GroupMembers implements roster.Reader.
func (s *Roster) GroupMembers(ctx context.Context, networkID string) ([]roster.GroupMember, error) {
	var rows []memberRow
	err := s.db.reader.NewSelect().Model(&rows).Where("network_id = ?", networkID).Order("group_id", "person_id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list group members: %w", err)
	}
	members := make([]roster.GroupMember, len(rows))
	for i, row := range rows {
		members[i] = row.GroupMember
	}
	return members, nil
}

// GroupCounts implements roster.GroupStore.
func (s *Roster) GroupCounts(ctx context.Context, networkID string) ([]roster.GroupCount, error) {
	var rows []struct {
		roster.Group
		People    int
		Companies int
	}
	err := s.db.reader.NewSelect().TableExpr("person_groups AS g").ColumnExpr("g.*").
		ColumnExpr("COUNT(p.id) AS people, COUNT(DISTINCT p.company_id) AS companies").
		Join("LEFT JOIN person_group_members AS m ON m.group_id = g.id").
		Join("LEFT JOIN people AS p ON p.id = m.person_id AND p.left_at IS NULL").
		Where("g.network_id = ?", networkID).Group("g.id").Order("g.name", "g.id").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("count group members: %w", err)
	}
	counts := make([]roster.GroupCount, len(rows))
	for i, row := range rows {
		counts[i] = roster.GroupCount{Group: row.Group, People: row.People, Companies: row.Companies}
	}
	return counts, nil
}

// Group implements roster.GroupStore.
func (s *Roster) Group(ctx context.Context, networkID, id string) (roster.Group, error) {
	var row groupRow
	err := s.db.reader.NewSelect().Model(&row).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return row.Group, orNotFound("find group", err)
}

// AddGroup implements roster.GroupStore.
func (s *Roster) AddGroup(ctx context.Context, g roster.Group) error {
	res, err := s.db.writer.NewInsert().Model(&groupRow{Group: g}).Exec(ctx)
	return done("add group", res, groupNameTaken(err))
}

// ChangeGroup implements roster.GroupStore.
func (s *Roster) ChangeGroup(ctx context.Context, g roster.Group) error {
	row := groupRow{Group: g}
	row.Version++
	res, err := s.db.writer.NewUpdate().Model(&row).Column("name", "cooperation_id", "version").
		Where("id = ? AND network_id = ? AND version = ?", g.ID, g.NetworkID, g.Version).Exec(ctx)
	return changedOne("change group", res, groupNameTaken(err))
}

// DeleteGroup implements roster.GroupStore.
func (s *Roster) DeleteGroup(ctx context.Context, networkID, id string) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewDelete().Model((*memberRow)(nil)).Where("group_id = ? AND network_id = ?", id, networkID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("empty group: %w", err)
		}
		_, err = tx.NewDelete().Model((*groupRow)(nil)).Where("id = ? AND network_id = ?", id, networkID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("delete group: %w", err)
		}
		return nil
	})
}

// ChangeMembers implements roster.GroupStore.
func (s *Roster) ChangeMembers(ctx context.Context, g roster.Group, add, remove []string) error {
	return s.db.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		if len(remove) > 0 {
			_, err := tx.NewDelete().Model((*memberRow)(nil)).
				Where("group_id = ? AND network_id = ? AND person_id IN (?)", g.ID, g.NetworkID, bun.List(remove)).Exec(ctx)
			if err != nil {
				return fmt.Errorf("take people out of group: %w", err)
			}
		}
		if len(add) == 0 {
			return nil
		}
		var known []string
		err := tx.NewSelect().Model((*roster.Person)(nil)).Column("id").
			Where("network_id = ? AND id IN (?)", g.NetworkID, bun.List(add)).Scan(ctx, &known)
		if err != nil {
			return fmt.Errorf("look for new group members: %w", err)
		}
		members := make([]roster.GroupMember, len(known))
		for i, id := range known {
			members[i] = roster.GroupMember{GroupID: g.ID, PersonID: id, NetworkID: g.NetworkID}
		}
		return addMembers(ctx, tx, members)
	})
}

// CooperationExists implements roster.GroupStore.
func (s *Roster) CooperationExists(ctx context.Context, networkID, id string) (bool, error) {
	exists, err := s.db.reader.NewSelect().Model((*cooperation.Cooperation)(nil)).
		Where("network_id = ? AND id = ?", networkID, id).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("look for cooperation: %w", err)
	}
	return exists, nil
}

func groupNameTaken(err error) error {
	if isDuplicate(err) {
		return &fault.Fault{Kind: fault.KindConflict, Field: "name", Key: "error.name_taken"}
	}
	return err
}

func addGroups(ctx context.Context, tx bun.Tx, groups []roster.Group) error {
	rows := make([]groupRow, len(groups))
	for i, g := range groups {
		rows[i].Group = g
	}
	return insertAll(ctx, tx, rows)
}

// addMembers leaves those be who already belong.
func addMembers(ctx context.Context, tx bun.Tx, members []roster.GroupMember) error {
	for len(members) > 0 {
		rows := make([]memberRow, min(insertChunk, len(members)))
		for i := range rows {
			rows[i].GroupMember = members[i]
		}
		members = members[len(rows):]
		_, err := tx.NewInsert().Model(&rows).On("CONFLICT (group_id, person_id) DO NOTHING").Exec(ctx)
		if err != nil {
			return fmt.Errorf("add group members: %w", err)
		}
	}
	return nil
}

func endMemberships(ctx context.Context, tx bun.Tx, members []roster.GroupMember) error {
	for _, m := range members {
		_, err := tx.NewDelete().Model(&memberRow{GroupMember: m}).WherePK().Where("network_id = ?", m.NetworkID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end group membership: %w", err)
		}
	}
	return nil
}
