package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// client is one kept connection. It does as little as a client can, because it
// shares the machine with the server.
type client struct {
	conn   net.Conn
	reader *bufio.Reader
	body   []byte
}

// reply is what came back; body is valid until the next request.
type reply struct {
	status   int
	location string
	body     []byte
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, reader: bufio.NewReaderSize(conn, 64<<10)}, nil
}

func (c *client) get(path string, want int) (reply, error) {
	return c.send(fmt.Sprintf("GET %s HTTP/1.1\r\nHost: kreislauf\r\n\r\n", path), want)
}

func (c *client) post(path, form string, want int) (reply, error) {
	const head = "POST %s HTTP/1.1\r\nHost: kreislauf\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
	return c.send(fmt.Sprintf(head, path, len(form), form), want)
}

func (c *client) send(request string, want int) (reply, error) {
	if _, err := io.WriteString(c.conn, request); err != nil {
		return reply{}, err
	}
	r, err := c.read()
	if err != nil {
		return r, err
	}
	if r.status != want {
		return r, &unwanted{status: r.status, want: want, request: request}
	}
	return r, nil
}

// unwanted is an answer with another status than the one that was wanted.
type unwanted struct {
	status, want int
	request      string
}

func (u *unwanted) Error() string {
	return fmt.Sprintf("status %d instead of %d for %.20q", u.status, u.want, u.request)
}

// read takes one answer with a length; the server chunks none.
func (c *client) read() (reply, error) {
	var r reply
	length := 0
	for first := true; ; first = false {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return r, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if first {
			if len(line) < len("HTTP/1.1 200") {
				return r, fmt.Errorf("no HTTP: %.20q", line)
			}
			r.status, err = strconv.Atoi(string(line[9:12]))
		} else if name, value, _ := bytes.Cut(line, []byte(": ")); string(name) == "Content-Length" {
			length, err = strconv.Atoi(string(value))
		} else if string(name) == "Location" {
			r.location = string(value)
		}
		if err != nil {
			return r, err
		}
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	r.body = c.body[:length]
	_, err := io.ReadFull(c.reader, r.body)
	return r, err
}

// Answers that a run gives on its two pages.
const (
	firstPage  = "&tr_contact=4&tr_promise=2&tr_help=5&tr_intent=3"
	secondPage = "&mk_voice=2&mk_prepared=4&mk_done=3&mk_candid=5&mk_worth=1"
)

// requestsOfARun is how many requests a run takes: start, two pages read and
// sent, review, submit, receipt.
const requestsOfARun = 8

// run is one respondent's whole way.
func (c *client) run(secret string) error {
	base := "/a/" + secret
	if _, err := c.get(base, 200); err != nil {
		return err
	}
	page, err := c.get(base+"/p/1", 200)
	if err != nil {
		return err
	}
	form := hiddenFields(page.body)
	for number, answers := range []string{firstPage, secondPage} {
		if number > 0 {
			if page, err = c.get(base+"/p/2", 200); err != nil {
				return err
			}
		}
		if _, err := c.post(base+"/p/"+strconv.Itoa(number+1), form+answers, 303); err != nil {
			return err
		}
	}
	if _, err := c.get(base+"/review", 200); err != nil {
		return err
	}
	sent, err := c.post(base+"/submit", form, 303)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(sent.location, base+"/done") {
		return fmt.Errorf("the submit leads to %.40q, not to the receipt", strings.ReplaceAll(sent.location, secret, "…"))
	}
	_, err = c.get(base+"/done", 200)
	return err
}

// hiddenFields reads the form's own fields out of a page, as a form body.
func hiddenFields(page []byte) string {
	fields := url.Values{}
	for part := range bytes.SplitSeq(page, []byte(`<input type="hidden" name="`)) {
		name, rest, ok := bytes.Cut(part, []byte(`" value="`))
		if value, _, end := bytes.Cut(rest, []byte(`"`)); ok && end && bytes.HasPrefix(name, []byte("_")) {
			fields.Set(string(name), string(value))
		}
	}
	return fields.Encode()
}
