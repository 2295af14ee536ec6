package mail

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// folder writes letters to files, which hold working links: mode 0600, for
// development and the demo only.
type folder string

func newFolder(path string) (Sender, error) {
	if path == "" {
		return nil, fmt.Errorf("mail: file: needs a folder")
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("mail: create outbox: %w", err)
	}
	return folder(path), nil
}

// Send writes one file, named after the Message-ID: the same letter twice is
// one file.
func (f folder) Send(_ context.Context, m Message) error {
	msg, err := m.encode()
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(m.ID, "@")
	file, err := os.OpenFile(filepath.Join(string(f), name+".eml"), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	_, err = msg.WriteTo(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write letter: %w", err)
	}
	return nil
}
