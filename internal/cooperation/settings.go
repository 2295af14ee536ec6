package cooperation

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"kreislauf/internal/account"
)

// Bounds of the smallest group that results are shown for, see docs/privacy.md.
const (
	smallestK = 5
	largestK  = 50
)

// NetworkForm edits a network. K is a whole number that never falls.
type NetworkForm struct {
	Name      string   `form:"name"`
	Zone      string   `form:"zone"`
	Languages []string `form:"languages"`
	K         string   `form:"k"`
	Version   int      `form:"version"`
}

// FormOfNetwork returns the form that shows n.
func FormOfNetwork(n Network) NetworkForm {
	return NetworkForm{Name: n.Name, Zone: n.Zone, Languages: n.Languages, K: strconv.Itoa(n.K), Version: n.Version}
}

func (f NetworkForm) apply(n *Network) error {
	var in input
	k, err := strconv.Atoi(strings.TrimSpace(f.K))
	in.unless(err == nil && k >= smallestK && k <= largestK, "k", "error.k_range", "min", smallestK, "max", largestK)
	in.unless(k >= n.K, "k", "error.k_lower", "min", n.K)
	_, err = time.LoadLocation(f.Zone)
	in.unless(err == nil && f.Zone != "" && f.Zone != "Local", "zone", "error.zone")
	in.unless(len(f.Languages) > 0, "languages", "error.required")
	for _, language := range f.Languages {
		in.unless(language == "de" || language == "en", "languages", "error.choice")
	}
	n.Name, n.Zone, n.K, n.Version = in.need("name", f.Name, maxName), f.Zone, k, f.Version
	n.Languages = slices.Compact(slices.Sorted(slices.Values(f.Languages)))
	return in.err()
}

// Network returns the viewer's network.
func (s *Service) Network(ctx context.Context, v account.Viewer) (Network, error) {
	return s.store.Read(v.NetworkID).Network(ctx)
}

// EditNetwork changes the viewer's network.
func (s *Service) EditNetwork(ctx context.Context, v account.Viewer, f NetworkForm) error {
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error {
		n, err := w.Network(ctx)
		if err != nil {
			return err
		}
		if err := f.apply(&n); err != nil {
			return err
		}
		return w.Update(ctx, &n)
	})
}

// LegalText returns a public text of a network, "" when it has not been
// edited. Everybody may read it; without a network it is that of the oldest.
func (s *Service) LegalText(ctx context.Context, networkID string, kind LegalKind, language string) (string, error) {
	if !isLegal(kind, language) {
		return "", notFound()
	}
	return s.store.LegalText(ctx, networkID, kind, language)
}

func isLegal(kind LegalKind, language string) bool {
	return (kind == Imprint || kind == Privacy) && (language == "de" || language == "en")
}

// EditLegalText replaces a public text of the viewer's network; an empty body
// brings the shipped sample back.
func (s *Service) EditLegalText(ctx context.Context, v account.Viewer, kind LegalKind, language, body string) error {
	var in input
	body = in.text("body", body, maxLaw)
	if err := in.err(); err != nil {
		return err
	}
	if !isLegal(kind, language) {
		return notFound()
	}
	text := LegalText{NetworkID: v.NetworkID, Kind: kind, Language: language, Body: body, UpdatedAt: s.now()}
	return s.manage(ctx, v, func(ctx context.Context, w Writer) error { return w.SaveLegalText(ctx, text) })
}
