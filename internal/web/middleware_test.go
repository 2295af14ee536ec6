package web_test

import (
	"net/http/httptest"
	"testing"

	"kreislauf/internal/store/surveytest"
)

func TestPagesArePackedWithGzipWhereTheReaderTakesIt(t *testing.T) {
	t.Parallel()
	v, s := begin(t, surveytest.Options{})
	for accepted, want := range map[string]string{
		"gzip, deflate, br, zstd": "gzip",
		"br, gzip":                "gzip",
		"br":                      "br",
		"identity":                "",
		"":                        "",
	} {
		r := httptest.NewRequest("GET", link(s)+"/p/1", nil)
		r.Header.Set("Accept-Encoding", accepted)
		answer, err := v.app.Fiber().Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		if got := answer.Header.Get("Content-Encoding"); got != want {
			t.Errorf("to a reader of %q the page is packed as %q, want %q", accepted, got, want)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}
