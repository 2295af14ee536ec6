package web

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"
)

// drainLimit is how much of a body that is too large is read on and dropped.
// Browsers show an answer only after they were let finish sending.
const drainLimit = 32 << 20

// Bounds of a list of people that is uploaded, and of a slow line's time for it.
const (
	uploadLimit = 10 << 20
	formLimit   = 64 << 10 // what a form adds around the file
	uploadTime  = 3 * time.Minute
)

// overlongLocal marks a request whose file is missing, for being too large.
const overlongLocal = "overlong"

// bounded reads the request's body, as much of it as the route may take; a
// longer one gets a page that says so. A list of people goes on without its
// file, so that the form can say it beside the field.
func (a *App) bounded(c *fiber.Ctx) error {
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return c.Next()
	}
	limit := a.limitOf(c)
	body, err := io.ReadAll(io.LimitReader(stream, limit+1))
	if err != nil {
		return fiber.ErrBadRequest
	}
	if int64(len(body)) <= limit {
		c.Request().SetBody(body)
		return c.Next()
	}
	_, _ = io.CopyN(io.Discard, stream, drainLimit) // the refusal follows either way
	c.Context().SetConnectionClose()
	if limit <= bodyLimit {
		return fiber.ErrRequestEntityTooLarge
	}
	c.Locals(overlongLocal, true)
	c.Request().SetBodyString(fieldsBefore(body, c.Get(fiber.HeaderContentType)).Encode())
	c.Request().Header.SetContentType(fiber.MIMEApplicationForm)
	return c.Next()
}

// fieldsBefore returns the fields that stand before the file in the beginning
// of a form: its token and what was chosen.
func fieldsBefore(body []byte, contentType string) url.Values {
	fields := url.Values{}
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fields
	}
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil || part.FileName() != "" {
			return fields
		}
		value, err := io.ReadAll(io.LimitReader(part, formLimit))
		if err != nil || len(value) == formLimit {
			return fields
		}
		fields.Add(part.FormName(), string(value))
	}
}

// limitOf is how long the body may be. Lists of people may be long, but only
// from somebody who is signed in: nobody else fills the memory with them.
func (a *App) limitOf(c *fiber.Ctx) int64 {
	if c.Path() != importPath || c.Method() != fiber.MethodPost || a.Account == nil {
		return bodyLimit
	}
	secret := c.Cookies(sessionCookie)
	if secret == "" {
		return bodyLimit
	}
	if _, err := a.Account.Viewer(c.UserContext(), secret); err != nil {
		return bodyLimit
	}
	if conn := c.Context().Conn(); conn != nil {
		_ = conn.SetReadDeadline(time.Now().Add(uploadTime)) // the body may be read in the usual time as well
	}
	return uploadLimit + formLimit
}
