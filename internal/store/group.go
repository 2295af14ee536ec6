package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"kreislauf/internal/campaign"
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
