package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder is a directory whose files appear whole or not at all and survive a power cut once a method has returned.
type folder string

func (f folder) path(name string) string { return filepath.Join(string(f), name) }

// create writes a new file; it fails with fs.ErrExist and changes nothing where the name is taken.
// A hard link never replaces a file, which decides between two processes that create the same name.
func (f folder) create(name string, data []byte) error {
	return f.write(name, data, os.Link)
}

// replace writes a file over whatever has its name.
func (f folder) replace(name string, data []byte) error {
	return f.write(name, data, os.Rename)
}

// write leaves nothing behind where it fails: neither the temporary file nor a published one that does not read back.
func (f folder) write(name string, data []byte, publish func(temp, final string) error) error {
	temp, err := f.stage(name, data)
	if err != nil {
		return err
	}
	err = publish(temp, f.path(name))
	_ = os.Remove(temp) // renamed away, or a leftover that erase finds
	if err != nil {
		return err
	}
	if err := errors.Join(f.sync(), f.verify(name, data)); err != nil {
		return errors.Join(err, f.shred(name))
	}
	return nil
}

// stage writes a synced temporary file, mode 0600, that erase finds by the name's prefix after a crash.
func (f folder) stage(name string, data []byte) (string, error) {
	file, err := os.CreateTemp(string(f), tempPrefix(name)+"*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

func (f folder) verify(name string, data []byte) error {
	stored, err := os.ReadFile(f.path(name))
	if err != nil {
		return err
	}
	if !bytes.Equal(stored, data) {
		return fmt.Errorf("%s reads back differently from what was written", name)
	}
	return nil
}

// erase overwrites and removes a file and every temporary file left of it. A missing file is no error, a missing folder is.
func (f folder) erase(name string) error {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return err
	}
	var failed []error
	for _, entry := range entries {
		if entry.Name() == name || strings.HasPrefix(entry.Name(), tempPrefix(name)) {
			failed = append(failed, f.shred(entry.Name()))
		}
	}
	return errors.Join(append(failed, f.sync())...)
}

// shred overwrites as well as the file system lets it: copy-on-write and flash keep old blocks, so only the removal counts.
func (f folder) shred(name string) error {
	if file, err := os.OpenFile(f.path(name), os.O_WRONLY, 0); err == nil {
		if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
			_, _ = file.Write(make([]byte, info.Size()))
			_ = file.Sync()
		}
		_ = file.Close()
	}
	if err := os.Remove(f.path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (f folder) sync() error {
	dir, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func tempPrefix(name string) string { return "." + name + ".tmp-" }
