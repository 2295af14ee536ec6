package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
	"kreislauf/internal/cooperation"
	"kreislauf/internal/fault"
)

// groupRow and memberRow name the tables; "group" is a word of SQL itself.
type groupRow struct {
	bun.BaseModel `bun:"table:person_groups"`
	campaign.Group
}

type memberRow struct {
	bun.BaseModel `bun:"table:person_group_members"`
	campaign.GroupMember
}

// Groups implements campaign.GroupStore.
func (s *Campaign) Groups(ctx context.Context, networkID string) ([]campaign.Group, error) {
	var rows []groupRow
	err := s.db.reader.NewSelect().Model(&rows).Where("network_id = ?", networkID).Order("name", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	groups := make([]campaign.Group, len(rows))
	for i, row := range rows {
		groups[i] = row.Group
	}
	return groups, nil
}

// GroupMembers implements campaign.GroupStore.
func (s *Campaign) GroupMembers(ctx context.Context, networkID string) ([]campaign.GroupMember, error) {
	var rows []memberRow
	err := s.db.reader.NewSelect().Model(&rows).Where("network_id = ?", networkID).Order("group_id", "person_id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list group members: %w", err)
	}
	members := make([]campaign.GroupMember, len(rows))
	for i, row := range rows {
		members[i] = row.GroupMember
	}
	return members, nil
}

// GroupCounts implements campaign.GroupStore.
func (s *Campaign) GroupCounts(ctx context.Context, networkID string) ([]campaign.GroupCount, error) {
	var rows []struct {
		campaign.Group
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
	counts := make([]campaign.GroupCount, len(rows))
	for i, row := range rows {
		counts[i] = campaign.GroupCount{Group: row.Group, People: row.People, Companies: row.Companies}
	}
	return counts, nil
}

// Group implements campaign.GroupStore.
func (s *Campaign) Group(ctx context.Context, networkID, id string) (campaign.Group, error) {
	var row groupRow
	err := s.db.reader.NewSelect().Model(&row).Where("network_id = ? AND id = ?", networkID, id).Scan(ctx)
	return row.Group, orNotFound("find group", err)
}

// AddGroup implements campaign.GroupStore.
func (s *Campaign) AddGroup(ctx context.Context, g campaign.Group) error {
	res, err := s.db.writer.NewInsert().Model(&groupRow{Group: g}).Exec(ctx)
	return done("add group", res, groupNameTaken(err))
}

// ChangeGroup implements campaign.GroupStore.
func (s *Campaign) ChangeGroup(ctx context.Context, g campaign.Group) error {
	row := groupRow{Group: g}
	row.Version++
	res, err := s.db.writer.NewUpdate().Model(&row).Column("name", "cooperation_id", "version").
		Where("id = ? AND network_id = ? AND version = ?", g.ID, g.NetworkID, g.Version).Exec(ctx)
	return changedOne("change group", res, groupNameTaken(err))
}

// DeleteGroup implements campaign.GroupStore.
func (s *Campaign) DeleteGroup(ctx context.Context, networkID, id string) error {
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

// ChangeMembers implements campaign.GroupStore.
func (s *Campaign) ChangeMembers(ctx context.Context, g campaign.Group, add, remove []string) error {
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
		err := tx.NewSelect().Model((*campaign.Person)(nil)).Column("id").
			Where("network_id = ? AND id IN (?)", g.NetworkID, bun.List(add)).Scan(ctx, &known)
		if err != nil {
			return fmt.Errorf("look for new group members: %w", err)
		}
		members := make([]campaign.GroupMember, len(known))
		for i, id := range known {
			members[i] = campaign.GroupMember{GroupID: g.ID, PersonID: id, NetworkID: g.NetworkID}
		}
		return addMembers(ctx, tx, members)
	})
}

// CooperationExists implements campaign.GroupStore.
func (s *Campaign) CooperationExists(ctx context.Context, networkID, id string) (bool, error) {
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

func addGroups(ctx context.Context, tx bun.Tx, groups []campaign.Group) error {
	rows := make([]groupRow, len(groups))
	for i, g := range groups {
		rows[i].Group = g
	}
	return insertAll(ctx, tx, rows)
}

// addMembers leaves those be who already belong.
func addMembers(ctx context.Context, tx bun.Tx, members []campaign.GroupMember) error {
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

func endMemberships(ctx context.Context, tx bun.Tx, members []campaign.GroupMember) error {
	for _, m := range members {
		_, err := tx.NewDelete().Model(&memberRow{GroupMember: m}).WherePK().Where("network_id = ?", m.NetworkID).Exec(ctx)
		if err != nil {
			return fmt.Errorf("end group membership: %w", err)
		}
	}
	return nil
}
