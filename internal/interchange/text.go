package interchange

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"kreislauf/internal/fault"
)

// decode returns a text file's text, or the fault of a file that holds none.
func decode(body []byte) (string, error) {
	text, err := decoded(body)
	if err == nil && (!legible(text) || isOtherForm(text)) {
		err = fault.Invalid("file", "import.file_kind")
	}
	return text, err
}

// otherForms begin texts that are no separated ones, although programs give
// them such names: web pages as XLS, above all.
var otherForms = []string{"<!doctype", "<html", "<table", "<?xml", `{\rtf`, "begin:vcard", "[{"}

func isOtherForm(text string) bool {
	text = strings.TrimSpace(text)
	return slices.ContainsFunc(otherForms, func(form string) bool {
		return len(text) >= len(form) && strings.EqualFold(text[:len(form)], form)
	})
}

// legible tells text from bytes that happen to decode: of pictures, programs
// and archives some tenth are control characters, of texts next to none.
func legible(text string) bool {
	all, odd := 0, 0
	for _, r := range text {
		all++
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			odd++
		}
	}
	return odd <= oddCharacters || odd <= all/100
}

// oddCharacters are forgiven in a short text.
const oddCharacters = 2

// decoded reads what spreadsheets save: UTF-8 with and without a byte order
// mark, UTF-16 as "Unicode text", and Windows-1252 as plain CSV.
func decoded(body []byte) (string, error) {
	switch {
	case bytes.HasPrefix(body, []byte("\xef\xbb\xbf")):
		body = body[3:]
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return utf16Text(body[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return utf16Text(body[2:], binary.BigEndian), nil
	}
	if order := unmarkedUTF16(body); order != nil {
		return utf16Text(body, order), nil
	}
	if zeros := bytes.Count(body, []byte{0}); zeros > 0 {
		if zeros > len(body)/100 {
			return "", fault.Invalid("file", "import.file_kind")
		}
		body = bytes.ReplaceAll(body, []byte{0}, nil)
	}
	if utf8.Valid(body) {
		return string(body), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(body)
	if err != nil {
		return "", unreadable(err)
	}
	return string(text), nil
}

// unmarkedUTF16 recognises Western text whose every second byte is zero.
func unmarkedUTF16(body []byte) binary.ByteOrder {
	sample := body[:min(len(body), 1000)]
	var zeros [2]int
	for i, b := range sample {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch most := len(sample) * 2 / 5; {
	case zeros[1] > most && zeros[0] == 0:
		return binary.LittleEndian
	case zeros[0] > most && zeros[1] == 0:
		return binary.BigEndian
	}
	return nil
}

func utf16Text(body []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	return strings.ReplaceAll(string(utf16.Decode(units)), "\x00", "")
}
