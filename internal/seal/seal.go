// Package seal owns the cryptography of the sealed ballot box: the wave keys and their folder outside the database, link
// secrets, encrypted drafts, sealed ballots, and the server's own stamps and one-time tokens.
// It refuses to know what an answer means, to touch the database, and to keep an opened key longer than its caller does.
package seal

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

var (
	// ErrNoKey means that the key folder can be read and holds no key for the wave.
	ErrNoKey = errors.New("no key for this wave")
	// ErrUnreadableKey means that a key may exist but cannot be used: folder gone, file unreadable or damaged.
	ErrUnreadableKey = errors.New("wave key cannot be read")
	// ErrMirror means that the second folder does not hold the copy it should hold.
	ErrMirror = errors.New("key mirror does not match")
	// ErrPendingDeletion means that a copy of a destroyed key may still exist in a mirror that cannot be reached.
	ErrPendingDeletion = errors.New("key deletion pending in the mirror")
	// ErrWaveID means that a wave id is not UUID text in lower case.
	ErrWaveID = errors.New("wave id is not a UUID")
	// ErrTooLong means that a text does not fit the fixed size of its wave.
	ErrTooLong = errors.New("text exceeds the fixed size")
	// ErrNoDraft means that a draft is empty, foreign or damaged; the three cannot be told apart.
	ErrNoDraft = errors.New("no draft")
	// ErrUnreadableBallot means that a ballot was not sealed for this wave's key, or was changed since.
	ErrUnreadableBallot = errors.New("ballot cannot be opened")
)

const prefixSize = 4 // bytes of the big-endian length in front of a padded text

var (
	// Ciphertexts are stored as text; strict decoding leaves one spelling for each.
	textEncoding = base64.RawStdEncoding.Strict()
	// Secrets travel in URLs: mail programs cut a trailing "-" or "_" off a link, and paper readers confuse 0, 1, 8 and O, I, B.
	secretEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
)

// pad returns length prefix, text and zero bytes: prefixSize+size bytes for every text of at most size bytes.
func pad(text []byte, size int) ([]byte, error) {
	if len(text) > size {
		return nil, fmt.Errorf("%d bytes of at most %d: %w", len(text), size, ErrTooLong)
	}
	padded := make([]byte, prefixSize+size)
	binary.BigEndian.PutUint32(padded, uint32(len(text)))
	copy(padded[prefixSize:], text)
	return padded, nil
}

func unpad(padded []byte) ([]byte, bool) {
	if len(padded) < prefixSize {
		return nil, false
	}
	length, rest := uint64(binary.BigEndian.Uint32(padded)), padded[prefixSize:]
	if length > uint64(len(rest)) {
		return nil, false
	}
	return rest[:length:length], true
}

// frame writes each part behind its length, so that no two lists of parts give the same bytes.
func frame(w io.Writer, parts ...string) {
	var length [8]byte
	for _, part := range parts {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		// The writers are hashes, whose Write never fails.
		_, _ = w.Write(length[:])
		_, _ = io.WriteString(w, part)
	}
}
