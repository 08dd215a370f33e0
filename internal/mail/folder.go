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

// NewFolder makes the sender; the folder itself comes with the first letter.
func NewFolder(dir string, from From) *Folder { return &Folder{dir, from} }

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
	if err := os.MkdirAll(f.dir, 0o750); err != nil {
		return fmt.Errorf("the folder of letters: %w", err)
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
