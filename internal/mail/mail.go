// Package mail sends letters: to a server by SMTP, or as files into a folder.
//
// It must not know who is told what, which is notice's, nor where its settings
// come from. Start with Message.
package mail

import (
	"context"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"path"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"parindex/internal/par"
)

// Message is one letter to one person, in plain text.
type Message struct {
	ID      par.ID // the same letter sent again keeps its id
	Name    string // whom it is for
	To      string // his address
	Subject string
	Text    string
	Files   []File
	At      par.Time
}

// File goes with a letter.
type File struct {
	Name    string // with its ending, which says what it is
	Content []byte
}

// Sender takes letters on. A letter given twice with the same id is the same
// letter: a folder keeps it once, a mail server sees its Message-ID again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// From is who writes, as every letter says it.
type From struct{ Name, Address string }

// RefusedError is the answer of a server that will never take the letter, so
// that it need not be tried again.
type RefusedError struct{ err error }

func (e RefusedError) Error() string { return e.err.Error() }

// Unwrap gives the server's answer.
func (e RefusedError) Unwrap() error { return e.err }

// Refused tells whether trying again is of no use.
func Refused(err error) bool {
	var refused RefusedError
	return errors.As(err, &refused)
}

// compose makes the letter as it goes over the line.
func compose(from From, m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingB64))
	if !CheckAddress(from.Address) {
		return nil, fmt.Errorf("the sender's address %q is none", from.Address)
	}
	if !CheckAddress(m.To) {
		return nil, RefusedError{fmt.Errorf("the address %q is none", m.To)}
	}
	letter.FromMailAddress(&netmail.Address{Name: oneLine(from.Name), Address: from.Address})
	letter.ToMailAddress(&netmail.Address{Name: oneLine(m.Name), Address: m.To})
	letter.Subject(oneLine(m.Subject))
	letter.SetDateWithValue(m.At.Std().In(time.FixedZone("", 7*60*60)))
	letter.SetMessageIDWithValue(string(m.ID) + "@" + domain(from.Address))
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // no out-of-office answers
	letter.SetUserAgent("parindex")
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	for _, f := range m.Files {
		letter.AttachReadSeeker(f.Name, strings.NewReader(string(f.Content)), gomail.WithFileContentType(typeOf(f.Name)))
	}
	return letter, nil
}

// oneLine keeps what people typed from becoming a header of its own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func domain(address string) string {
	_, name, found := strings.Cut(address, "@")
	if !found {
		return "parindex.invalid"
	}
	return name
}

// types are the files that parindex makes; the machine's own table may differ.
var types = map[string]gomail.ContentType{
	".pdf":  "application/pdf",
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func typeOf(name string) gomail.ContentType {
	ending := strings.ToLower(path.Ext(name))
	if known, ok := types[ending]; ok {
		return known
	}
	if found := mime.TypeByExtension(ending); found != "" {
		return gomail.ContentType(found)
	}
	return gomail.TypeAppOctetStream
}

// CheckAddress tells whether a text is one address and nothing else.
func CheckAddress(s string) bool {
	found, err := netmail.ParseAddress(s)
	return err == nil && found.Address == s
}
