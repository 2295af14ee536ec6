package survey

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestAShippedFileThatCannotBePublishedIsRefused(t *testing.T) {
	t.Parallel()
	whole, err := shippedFiles.ReadFile("shipped/partner-evaluation.json")
	if err != nil {
		t.Fatal(err)
	}
	change := func(old, new string) string {
		if !strings.Contains(string(whole), old) {
			t.Fatalf("the file does not contain %s", old)
		}
		return strings.ReplaceAll(string(whole), old, new)
	}
	tests := []struct{ name, file, want string }{
		{"no JSON", "{", "unexpected EOF"},
		{"a misspelt member", change(`"max_length"`, `"maxlength"`), "unknown field"},
		{"another key", change(`"partner-evaluation"`, `"partner"`), "does not name the file"},
		{"an unknown audience", change(`"representatives"`, `"everyone"`), "unknown audience"},
		{"free text for employees", change(`"representatives"`, `"employees"`), "content.text_not_anonymous"},
		{"an unknown scale", change(`"scale": "agree5"`, `"scale": "agree7"`), "content.scale_unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := fstest.MapFS{"shipped/partner-evaluation.json": {Data: []byte(tt.file)}}
			_, err := loadShipped(files)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
		})
	}
}
