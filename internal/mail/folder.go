package mail

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// Folder keeps letters as files that a mail program opens. It is what an
// installation without a mail server has.
type Folder struct {
	dir  string
	from From
}

// NewFolder makes the folder where it is missing.
func NewFolder(dir string, from From) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("the folder of letters: %w", err)
	}
	return &Folder{dir, from}, nil
}

// Send writes the letter under its id, whole or not at all.
func (f *Folder) Send(_ context.Context, m Message) error {
	letter, err := compose(f.from, m)
	if err != nil {
		return err
	}
	var raw bytes.Buffer
	if _, err := letter.WriteTo(&raw); err != nil {
		return fmt.Errorf("write letter %s: %w", m.ID, err)
	}
	return writeWhole(f.dir, string(m.ID)+".eml", raw.Bytes())
}

// writeWhole writes beside the place and moves it there, so that nobody finds half a file.
func writeWhole(dir, name string, content []byte) (err error) {
	part, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return fmt.Errorf("keep letter %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(part.Name())
		}
	}()
	_, err = part.Write(content)
	if err == nil {
		err = part.Sync()
	}
	if closed := part.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		return fmt.Errorf("keep letter %s: %w", name, err)
	}
	return nil
}
