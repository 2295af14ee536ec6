package roster

import (
	"context"
	"slices"
	"strings"
	"time"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// maxMembers bounds how many people one step adds to or takes out of a group.
const maxMembers = 1000

// Group is people across companies, such as a project team. It can be invited,
// and it is never a results block.
type Group struct {
	ID            string `bun:",pk"`
	NetworkID     string
	CooperationID string // empty: not tied to one
	Name          string
	CreatedAt     time.Time
	Version       int
}

// GroupMember puts one person into one group.
type GroupMember struct {
	GroupID   string `bun:",pk"`
	PersonID  string `bun:",pk"`
	NetworkID string
}

// GroupInput is the form of one group.
type GroupInput struct {
	Name          string
	CooperationID string // empty: not tied to one
	Version       int    // as it was shown; renaming only
}

// GroupCount is a group with how many of its people have not left, and from
// how many companies they come.
type GroupCount struct {
	Group
	People    int
	Companies int
}

// GroupStore keeps groups.
type GroupStore interface {
	// GroupCounts lists the network's groups by name with their sizes.
	GroupCounts(ctx context.Context, networkID string) ([]GroupCount, error)
	Group(ctx context.Context, networkID, id string) (Group, error)
	AddGroup(ctx context.Context, g Group) error
	// ChangeGroup changes name and cooperation of the version that was read.
	ChangeGroup(ctx context.Context, g Group) error
	// DeleteGroup deletes a group with its memberships, never its people.
	DeleteGroup(ctx context.Context, networkID, id string) error
	// ChangeMembers adds people of the network to a group and takes others
	// out; who is there already, or not there any more, is passed over.
	ChangeMembers(ctx context.Context, g Group, add, remove []string) error
	// CooperationExists reports whether the network has a cooperation.
	CooperationExists(ctx context.Context, networkID, id string) (bool, error)
}

// Groups lists the network's groups by name with their sizes.
func (s *Service) Groups(ctx context.Context, v account.Viewer) ([]GroupCount, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	return s.store.GroupCounts(ctx, v.NetworkID)
}

// GroupsOf lists the groups that a person belongs to, by name.
func (s *Service) GroupsOf(ctx context.Context, v account.Viewer, personID string) ([]Group, error) {
	if err := v.NeedManager(); err != nil {
		return nil, err
	}
	groups, err := s.store.Groups(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	members, err := s.store.GroupMembers(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(groups, func(g Group) bool {
		return !slices.Contains(members, GroupMember{GroupID: g.ID, PersonID: personID, NetworkID: v.NetworkID})
	}), nil
}

// Memberships returns the names of each person's groups, by person.
func (s *Service) Memberships(ctx context.Context, v account.Viewer) (map[string][]string, error) {
	groups, err := s.Groups(ctx, v)
	if err != nil {
		return nil, err
	}
	members, err := s.store.GroupMembers(ctx, v.NetworkID)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(groups))
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	of := map[string][]string{}
	for _, m := range members {
		of[m.PersonID] = append(of[m.PersonID], names[m.GroupID])
	}
	for _, list := range of {
		slices.Sort(list)
	}
	return of, nil
}

// Group returns one group.
func (s *Service) Group(ctx context.Context, v account.Viewer, id string) (Group, error) {
	if err := v.NeedManager(); err != nil {
		return Group{}, err
	}
	return s.store.Group(ctx, v.NetworkID, id)
}

// AddGroup creates a group without people and returns its id.
func (s *Service) AddGroup(ctx context.Context, v account.Viewer, in GroupInput) (string, error) {
	if err := v.NeedManager(); err != nil {
		return "", err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return "", err
	}
	g := Group{ID: s.newID(), NetworkID: v.NetworkID, CreatedAt: now, Version: 1}
	if err := s.fillGroup(ctx, &g, in); err != nil {
		return "", err
	}
	return g.ID, s.store.AddGroup(ctx, g)
}

// EditGroup renames a group or ties it to another cooperation.
func (s *Service) EditGroup(ctx context.Context, v account.Viewer, id string, in GroupInput) error {
	g, err := s.Group(ctx, v, id)
	if err != nil {
		return err
	}
	if err := s.fillGroup(ctx, &g, in); err != nil {
		return err
	}
	g.Version = in.Version
	return s.store.ChangeGroup(ctx, g)
}

// DeleteGroup deletes a group; its people stay. Campaigns that name it invite
// nobody by it any more.
func (s *Service) DeleteGroup(ctx context.Context, v account.Viewer, id string) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	return s.store.DeleteGroup(ctx, v.NetworkID, id)
}

// ChangeMembers adds people to a group and takes others out of it.
func (s *Service) ChangeMembers(ctx context.Context, v account.Viewer, id string, add, remove []string) error {
	g, err := s.Group(ctx, v, id)
	if err != nil {
		return err
	}
	if len(add)+len(remove) > maxMembers {
		return fault.Invalid("people", "error.group_many", "max", maxMembers)
	}
	return s.store.ChangeMembers(ctx, g, add, remove)
}

func (s *Service) fillGroup(ctx context.Context, g *Group, in GroupInput) error {
	var errs fault.Errors
	g.Name, g.CooperationID = strings.TrimSpace(in.Name), in.CooperationID
	errs.Line("name", g.Name, MaxName, true)
	if g.CooperationID != "" {
		exists, err := s.store.CooperationExists(ctx, g.NetworkID, g.CooperationID)
		if err != nil {
			return err
		}
		if !exists {
			errs.Add("cooperation", "error.choice")
		}
	}
	if len(errs) > 0 {
		return errs.Err()
	}
	return s.checkGroupName(ctx, *g)
}

// checkGroupName refuses a name that another group has, in whatever case:
// lists of people find groups without regard to it.
func (s *Service) checkGroupName(ctx context.Context, g Group) error {
	groups, err := s.store.Groups(ctx, g.NetworkID)
	if err != nil {
		return err
	}
	for _, other := range groups {
		if other.ID != g.ID && folded(other.Name) == folded(g.Name) {
			return &fault.Fault{Kind: fault.KindConflict, Field: "name", Key: "error.name_taken"}
		}
	}
	return nil
}

// regroup puts a person into exactly the given groups; nil changes nothing.
func (s *Service) regroup(ctx context.Context, p Person, ids []string, change *Change) error {
	if ids == nil {
		return nil
	}
	groups, err := s.store.Groups(ctx, p.NetworkID)
	if err != nil {
		return err
	}
	members, err := s.store.GroupMembers(ctx, p.NetworkID)
	if err != nil {
		return err
	}
	for _, g := range groups {
		m := GroupMember{GroupID: g.ID, PersonID: p.ID, NetworkID: p.NetworkID}
		switch wanted, is := slices.Contains(ids, g.ID), slices.Contains(members, m); {
		case wanted && !is:
			change.GroupMembers = append(change.GroupMembers, m)
		case is && !wanted:
			change.Ungrouped = append(change.Ungrouped, m)
		}
	}
	return nil
}
