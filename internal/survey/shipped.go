package survey

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
)

//go:embed shipped/*.json
var shippedFiles embed.FS

// ShippedQuestionnaire is a questionnaire that comes with the product. Its key
// is its stable name and the name of its file.
type ShippedQuestionnaire struct {
	Key      string   `json:"key"`
	Audience Audience `json:"audience"`
	Content  Content  `json:"content"`
}

// Shipped returns the questionnaires that come with the product, ordered by
// key. It refuses a file that is malformed or not publishable.
func Shipped() ([]ShippedQuestionnaire, error) {
	return loadShipped(shippedFiles)
}

func loadShipped(files fs.FS) ([]ShippedQuestionnaire, error) {
	names, err := fs.Glob(files, "shipped/*.json")
	if err != nil {
		return nil, fmt.Errorf("list shipped questionnaires: %w", err)
	}
	shipped := make([]ShippedQuestionnaire, 0, len(names))
	for _, name := range names {
		q, err := readShipped(files, name)
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", name, err)
		}
		shipped = append(shipped, q)
	}
	return shipped, nil
}

func readShipped(files fs.FS, name string) (ShippedQuestionnaire, error) {
	var q ShippedQuestionnaire
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return q, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&q); err != nil {
		return q, err
	}
	if want := "shipped/" + q.Key + ".json"; name != want {
		return q, fmt.Errorf("key %q does not name the file", q.Key)
	}
	if err := q.Content.Validate(); err != nil {
		return q, err
	}
	switch q.Audience {
	case Employees:
		return q, q.Content.AnonymousSafe()
	case Representatives:
		return q, nil
	default:
		return q, fmt.Errorf("unknown audience %q", q.Audience)
	}
}
