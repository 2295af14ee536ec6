package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
)

func TestSigningInLeadsBackToThisSiteOnly(t *testing.T) {
	t.Parallel()
	_, app := results(t)
	for next, want := range map[string]string{
		"/results?lang=en": "/results?lang=en", "": "/", "results": "/", "//evil.example": "/", "https://evil.example": "/",
		"/\\evil.example": "/", "/\t/evil.example": "/", "\t//evil.example": "/", "/\n/evil.example": "/", "/\x00/evil.example": "/",
	} {
		v := visit(t, app).get("/sign-in?next=" + url.QueryEscape(next))
		if got := v.page.Find("input[name=next]").AttrOr("value", ""); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestAHealthCheckDoesNotWaitForADatabaseThatHangs(t *testing.T) {
	t.Parallel()
	hangs := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	app, _ := serveAnswers(t, surveytest.New(t, storetest.SQLite(t), surveytest.Options{}), hangs)
	answer, err := app.Fiber().Test(httptest.NewRequest(http.MethodGet, "/readyz", nil), -1)
	if err != nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%+v, %v", answer, err)
	}
}
