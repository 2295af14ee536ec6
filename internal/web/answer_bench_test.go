package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"kreislauf/internal/store/storetest"
	"kreislauf/internal/store/surveytest"
)

// BenchmarkRespondent measures requests over kept connections, as many at once
// as -cpu times 32. Hello is the ceiling that the others are compared with.
func BenchmarkRespondent(b *testing.B) {
	s := surveytest.New(b, storetest.SQLite(b), surveytest.Options{People: 64})
	app, _ := serveAnswers(b, s, s.DB.Ping)
	site := listenAndServe(b, app)
	forms := make([]url.Values, len(s.Links))
	for i, secret := range s.Links {
		v := visit(b, app).get("/a/" + secret + "/p/1").press(url.Values{"tr_contact": {"4"}, "tr_promise": {"2"}})
		forms[i] = v.form(nil)
	}
	get := func(path string) func(int, int) string {
		return func(person, _ int) string { return request("GET", "/a/"+s.Links[person]+path, nil) }
	}
	for name, compose := range map[string]func(person, n int) string{
		"hello":    func(int, int) string { return request("GET", "/healthz", nil) },
		"start":    get(""),
		"question": get("/p/2"),
		"review":   get("/review"),
		"autosave": func(person, n int) string {
			sent := url.Values{"mk_voice": {fmt.Sprint(n%5 + 1)}}
			for field, values := range forms[person] {
				sent[field] = values
			}
			return request("POST", "/a/"+s.Links[person]+"/autosave", sent)
		},
	} {
		b.Run(name, func(b *testing.B) { hammer(b, site, len(s.Links), compose) })
	}
}

// BenchmarkRun measures whole runs: start page, two pages, review, submit. Each
// run ends in one ballot and one durable commit, shared with others.
func BenchmarkRun(b *testing.B) {
	s := surveytest.New(b, storetest.SQLite(b), surveytest.Options{People: 64})
	app, _ := serveAnswers(b, s, s.DB.Ping)
	site := listenAndServe(b, app)
	var next atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		person := int(next.Add(1)-1) % len(s.Links)
		c := dial(b, site)
		base := "/a/" + s.Links[person]
		for pb.Next() {
			c.send(b, request("GET", base, nil), 200)
			form := hiddenFields(c.send(b, request("GET", base+"/p/1", nil), 200))
			form.Set("tr_contact", "4")
			c.send(b, request("POST", base+"/p/1", form), 303)
			form.Del("tr_contact")
			form.Set("mk_voice", "2")
			c.send(b, request("POST", base+"/p/2", form), 303)
			form.Del("mk_voice")
			c.send(b, request("GET", base+"/review", nil), 200)
			c.send(b, request("POST", base+"/submit", form), 303)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "runs/s")
}

func hammer(b *testing.B, site string, people int, compose func(person, n int) string) {
	var next atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		person := int(next.Add(1)-1) % people
		c := dial(b, site)
		for n := 0; pb.Next(); n++ {
			c.send(b, compose(person, n), 0)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
}

// connection is a client as cheap as it can be, since it shares the machine.
type connection struct {
	conn   net.Conn
	reader *bufio.Reader
}

func dial(b *testing.B, site string) *connection {
	conn, err := net.Dial("tcp", strings.TrimPrefix(site, "http://"))
	if err != nil {
		b.Error(err)
		return nil
	}
	b.Cleanup(func() { _ = conn.Close() })
	return &connection{conn: conn, reader: bufio.NewReaderSize(conn, 32<<10)}
}

// send returns the body; a status of 0 accepts every success.
func (c *connection) send(b *testing.B, request string, status int) string {
	if _, err := io.WriteString(c.conn, request); err != nil {
		b.Error(err)
		return ""
	}
	answer, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		b.Error(err)
		return ""
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 400 || status != 0 && answer.StatusCode != status {
		b.Errorf("status %d, error %v for %.60s", answer.StatusCode, err, request)
	}
	return string(body)
}

func request(method, path string, form url.Values) string {
	body := form.Encode()
	return fmt.Sprintf("%s %s HTTP/1.1\r\nHost: kreislauf.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		method, path, len(body), body)
}

func hiddenFields(page string) url.Values {
	form := url.Values{}
	for part := range strings.SplitSeq(page, `<input type="hidden" name="`) {
		name, rest, ok := strings.Cut(part, `" value="`)
		if value, _, end := strings.Cut(rest, `"`); ok && end && strings.HasPrefix(name, "_") {
			form.Set(name, value)
		}
	}
	return form
}
