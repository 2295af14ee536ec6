package roster

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"kreislauf/internal/account"
)

// UploadLife is how long an uploaded file waits for its import; campaign.Tick
// deletes it then, since it holds personal data.
const UploadLife = 24 * time.Hour

// Upload is a file between its upload and its import, seen only by the user
// who brought it.
type Upload struct {
	ID        string `bun:",pk"`
	NetworkID string
	UserID    string
	CompanyID string // of all rows; empty: a column says it
	Name      string
	Body      string  // base64 of gzip
	Mapping   Mapping `bun:"type:jsonb"`
	CreatedAt time.Time
	Version   int
}

// UploadStore keeps uploaded files for a short time.
type UploadStore interface {
	AddUpload(ctx context.Context, u Upload) error
	Upload(ctx context.Context, networkID, userID, id string) (Upload, error)
	// MapUpload changes company and mapping.
	MapUpload(ctx context.Context, u Upload) error
	DropUpload(ctx context.Context, networkID, userID, id string) error
}

// AddUpload keeps a file for the viewer until it is imported, with what its
// columns are taken to mean.
func (s *Service) AddUpload(ctx context.Context, v account.Viewer, companyID, name string, content []byte, m Mapping) (Upload, error) {
	if err := v.NeedManager(); err != nil {
		return Upload{}, err
	}
	now, err := s.clock.Now(ctx)
	if err != nil {
		return Upload{}, err
	}
	body, err := packed(content)
	if err != nil {
		return Upload{}, err
	}
	u := Upload{
		ID: s.newID(), NetworkID: v.NetworkID, UserID: v.UserID, CompanyID: companyID, Name: fileName(name),
		Body: body, Mapping: m, CreatedAt: now, Version: 1,
	}
	return u, s.store.AddUpload(ctx, u)
}

// Upload returns a file that the viewer brought.
func (s *Service) Upload(ctx context.Context, v account.Viewer, id string) (Upload, error) {
	if err := v.NeedManager(); err != nil {
		return Upload{}, err
	}
	return s.store.Upload(ctx, v.NetworkID, v.UserID, id)
}

// MapUpload keeps what the viewer said about the file: whose people it holds,
// and what its columns mean.
func (s *Service) MapUpload(ctx context.Context, v account.Viewer, u Upload) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	u.NetworkID, u.UserID = v.NetworkID, v.UserID
	return s.store.MapUpload(ctx, u)
}

// DropUpload deletes a file that the viewer brought; one that is gone already
// is no fault.
func (s *Service) DropUpload(ctx context.Context, v account.Viewer, id string) error {
	if err := v.NeedManager(); err != nil {
		return err
	}
	return s.store.DropUpload(ctx, v.NetworkID, v.UserID, id)
}

// Content returns the file as it was uploaded.
func (u Upload) Content() ([]byte, error) {
	r, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(u.Body)))
	if err != nil {
		return nil, fmt.Errorf("unpack upload: %w", err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("unpack upload: %w", err)
	}
	return content, nil
}

func packed(content []byte) (string, error) {
	var out bytes.Buffer
	text := base64.NewEncoder(base64.StdEncoding, &out)
	w := gzip.NewWriter(text)
	if _, err := w.Write(content); err != nil {
		return "", fmt.Errorf("pack upload: %w", err)
	}
	if err := errors.Join(w.Close(), text.Close()); err != nil {
		return "", fmt.Errorf("pack upload: %w", err)
	}
	return out.String(), nil
}

// fileName keeps of a name what a page can show; browsers of old send a path.
func fileName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	if runes := []rune(name); len(runes) > MaxName {
		name = string(runes[:MaxName])
	}
	return name
}
