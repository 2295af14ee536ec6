package cooperation

import (
	"context"
	"fmt"
	"slices"

	"kreislauf/internal/account"
	"kreislauf/internal/fault"
)

// maxClauses bounds an agreement.
const maxClauses = 60

// AgreementForm is the text of a draft. A clause without title and body is
// left out; its html names are title_1, body_1 and so on, counted from 1.
type AgreementForm struct {
	Clauses []Clause
	Version int
}

// apply gives a clause without a code that of the clause with the same title
// in the version before, so that retyping a text does not break its history.
func (f AgreementForm) apply(a *Agreement, before []Clause, newID func() string) error {
	var in input
	in.unless(len(f.Clauses) <= maxClauses, "clauses", "error.too_many", "max", maxClauses)
	a.Clauses, a.Version = []Clause{}, f.Version
	codes := map[string]bool{}
	for i, c := range f.Clauses {
		title := in.text(fmt.Sprintf("title_%d", i+1), c.Title, maxName)
		body := in.text(fmt.Sprintf("body_%d", i+1), c.Body, maxText)
		if title == "" && body == "" {
			continue
		}
		in.unless(title != "", fmt.Sprintf("title_%d", i+1), "error.required")
		c.Code = in.text("clauses", c.Code, maxName)
		if c.Code == "" {
			c.Code = codeOf(before, title)
		}
		if c.Code == "" || codes[c.Code] {
			c.Code = newID()
		}
		codes[c.Code] = true
		a.Clauses = append(a.Clauses, Clause{Code: c.Code, Title: title, Body: body})
	}
	return in.err()
}

func codeOf(clauses []Clause, title string) string {
	for _, c := range clauses {
		if c.Title == title {
			return c.Code
		}
	}
	return ""
}

// AgreementVersion is a version with who has accepted it.
type AgreementVersion struct {
	Agreement
	Acceptances []Acceptance
}

// AcceptedBy returns the company's acceptance, and whether there is one.
func (a AgreementVersion) AcceptedBy(companyID string) (Acceptance, bool) {
	i := slices.IndexFunc(a.Acceptances, func(c Acceptance) bool { return c.CompanyID == companyID })
	if i < 0 {
		return Acceptance{}, false
	}
	return a.Acceptances[i], true
}

// Agreements lists the versions of a cooperation's agreement, the newest
// first. Drafts are the managers' alone.
func (s *Service) Agreements(ctx context.Context, v account.Viewer, cooperationID string) ([]AgreementVersion, error) {
	r := s.store.Read(v.NetworkID)
	if _, _, err := s.open(ctx, v, r, cooperationID); err != nil {
		return nil, err
	}
	list, err := r.Agreements(ctx, cooperationID)
	if err != nil {
		return nil, err
	}
	acceptances, err := r.Acceptances(ctx, cooperationID)
	if err != nil {
		return nil, err
	}
	var versions []AgreementVersion
	for _, a := range list {
		if a.State == AgreementDraft && !v.Manages() {
			continue
		}
		versions = append(versions, AgreementVersion{Agreement: a, Acceptances: of(acceptances, a.ID)})
	}
	return versions, nil
}

func of(acceptances []Acceptance, agreementID string) []Acceptance {
	var found []Acceptance
	for _, c := range acceptances {
		if c.AgreementID == agreementID {
			found = append(found, c)
		}
	}
	return found
}

// DraftAgreement begins the next version. There is one open version at a time.
func (s *Service) DraftAgreement(ctx context.Context, v account.Viewer, cooperationID string, f AgreementForm) (Agreement, error) {
	a := Agreement{ID: s.newID(), NetworkID: v.NetworkID, CooperationID: cooperationID, Number: 1, State: AgreementDraft, CreatedAt: s.now()}
	f.Version = 1
	err := s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		if _, err := w.Cooperation(ctx, cooperationID); err != nil {
			return err
		}
		versions, err := w.Agreements(ctx, cooperationID)
		if err != nil {
			return err
		}
		var before []Clause
		if len(versions) > 0 {
			if versions[0].State != AgreementInForce {
				return fault.Conflict("error.agreement_open")
			}
			a.Number, before = versions[0].Number+1, versions[0].Clauses
		}
		if err := f.apply(&a, before, s.newID); err != nil {
			return err
		}
		return w.Insert(ctx, &a)
	})
	return a, err
}

// EditAgreement changes a draft; a version that was put to the companies
// never changes.
func (s *Service) EditAgreement(ctx context.Context, v account.Viewer, cooperationID, id string, f AgreementForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		a, err := agreementIn(ctx, w, AgreementDraft, cooperationID, id)
		if err != nil {
			return err
		}
		if err := f.apply(&a, a.Clauses, s.newID); err != nil {
			return err
		}
		return w.Update(ctx, &a)
	})
}

// ProposeAgreement puts a draft to the companies.
func (s *Service) ProposeAgreement(ctx context.Context, v account.Viewer, cooperationID, id string, version int) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		a, err := agreementIn(ctx, w, AgreementDraft, cooperationID, id)
		if err != nil {
			return err
		}
		if len(a.Clauses) == 0 {
			return fault.Conflict("error.agreement_empty")
		}
		at := s.now()
		a.State, a.ProposedAt, a.Version = AgreementProposed, &at, version
		return w.Update(ctx, &a)
	})
}

// WithdrawAgreement makes a proposed version a draft again; the acceptances
// given so far lapse, because the text may change.
func (s *Service) WithdrawAgreement(ctx context.Context, v account.Viewer, cooperationID, id string, version int) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		a, err := agreementIn(ctx, w, AgreementProposed, cooperationID, id)
		if err != nil {
			return err
		}
		acceptances, err := w.Acceptances(ctx, cooperationID)
		if err != nil {
			return err
		}
		for _, c := range of(acceptances, id) {
			if err := w.Delete(ctx, &c); err != nil {
				return err
			}
		}
		a.State, a.ProposedAt, a.Version = AgreementDraft, nil, version
		return w.Update(ctx, &a)
	})
}

// AcceptAgreement records that the viewer's company accepts a proposed
// version; accepting twice changes nothing. The last acceptance puts the
// version in force. The version is that of the text the viewer read.
func (s *Service) AcceptAgreement(ctx context.Context, v account.Viewer, cooperationID, id string, version int) error {
	return s.write(ctx, v, func(ctx context.Context, w Writer) error {
		if _, _, err := s.open(ctx, v, w, cooperationID); err != nil {
			return err
		}
		if v.Role != account.Partner {
			return forbidden()
		}
		a, err := agreementOf(ctx, w, cooperationID, id)
		if err != nil {
			return err
		}
		if a.State == AgreementDraft {
			return notFound()
		}
		given, err := w.Acceptances(ctx, cooperationID)
		if err != nil {
			return err
		}
		if _, twice := (AgreementVersion{Acceptances: of(given, id)}).AcceptedBy(v.CompanyID); twice {
			return nil
		}
		if a.State != AgreementProposed || a.Version != version {
			return fault.Conflict("error.changed_meanwhile")
		}
		c := Acceptance{AgreementID: id, CompanyID: v.CompanyID, NetworkID: v.NetworkID, UserID: v.UserID, AcceptedAt: s.now()}
		if err := w.Insert(ctx, &c); err != nil {
			return err
		}
		return s.settleProposal(ctx, w, cooperationID, s.today(v))
	})
}

// settleProposal puts the proposed version of a cooperation in force once
// every company that takes part has accepted it.
func (s *Service) settleProposal(ctx context.Context, w Writer, cooperationID string, today Day) error {
	versions, err := w.Agreements(ctx, cooperationID)
	if err != nil || len(versions) == 0 || versions[0].State != AgreementProposed {
		return err
	}
	a := versions[0]
	members, err := w.Members(ctx, cooperationID)
	if err != nil {
		return err
	}
	given, err := w.Acceptances(ctx, cooperationID)
	if err != nil {
		return err
	}
	accepted := AgreementVersion{Acceptances: of(given, a.ID)}
	for _, m := range members {
		if _, ok := accepted.AcceptedBy(m.CompanyID); !ok && m.Active(today) {
			return nil
		}
	}
	a.State, a.InForceOn = AgreementInForce, today
	return w.Update(ctx, &a)
}

func agreementOf(ctx context.Context, r Reader, cooperationID, id string) (Agreement, error) {
	a, err := r.Agreement(ctx, id)
	if err != nil {
		return Agreement{}, err
	}
	if a.CooperationID != cooperationID {
		return Agreement{}, notFound()
	}
	return a, nil
}

// agreementIn returns a version that is in the state which a change of it
// needs.
func agreementIn(ctx context.Context, r Reader, state AgreementState, cooperationID, id string) (Agreement, error) {
	a, err := agreementOf(ctx, r, cooperationID, id)
	if err == nil && a.State != state {
		err = fault.Conflict("error.agreement_fixed")
	}
	return a, err
}
