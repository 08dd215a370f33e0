// Package notice owns what parindex tells people: one row for each message to
// one person, seen in the pages and sent by mail, with when it was sent and
// when it was first opened.
//
// It must not know rounds or dossiers: whoever has something to say calls Post
// within his own transaction and gives the words' values and the page that the
// message leads to. Start with kinds.go, then post.go.
package notice

import (
	"encoding/json"
	"strconv"
	"strings"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Notice is one message to one person. Its words are made in the reader's
// language when it is read or mailed: notice.<kind> is the title and
// notice.<kind>_text the text, both filled with Args.
type Notice struct {
	ID      par.ID
	Person  par.ID // whom it tells
	Kind    Kind
	Args    map[string]string // plain text, or Moment, Word, Number
	Link    string            // the page that it leads to, such as /dossiers/…
	Round   par.ID            // may be empty
	Subject string            // what it is about; with the kind it names one occasion
	By      par.ID            // who caused it; Program for the program itself

	SentAt    par.Time
	OpenedAt  par.Time // zero: not yet
	Mail      MailState
	MailedAt  par.Time // when it was mailed, or last tried
	MailID    par.ID   // the letter in which it went
	MailTries int64
	MailError string // why the last try failed
}

// MailState is where the letter of a notice stands.
type MailState string

// The states of a letter.
const (
	Waiting MailState = "waiting" // to be sent, or tried again
	Sent    MailState = "sent"
	Failed  MailState = "failed" // tried in vain for good
	None    MailState = "none"   // the person has no address
	Off     MailState = "off"    // the person does not want this kind by mail
)

// Text says a notice in one language.
type Text struct{ Title, Body string }

// Say puts a notice into words.
func Say(p i18n.Printer, n Notice) Text {
	pairs := make([]any, 0, 2*len(n.Args))
	for name, value := range n.Args {
		pairs = append(pairs, name, open(value))
	}
	key := "notice." + string(n.Kind)
	return Text{Title: p.T(key, pairs...), Body: strings.TrimSpace(p.T(key+"_text", pairs...))}
}

// mark begins a value that is not plain text. No form lets it in.
const mark = "\x1f"

// Moment is the value of a time, said in the reader's language.
func Moment(t par.Time) string { return mark + "t" + strconv.FormatInt(int64(t), 10) }

// Day is the value of a calendar day, said in the reader's language.
func Day(d par.Date) string { return mark + "d" + string(d) }

// Number is the value of points, a count or another figure, said in the reader's language.
func Number(d par.Decimal) string { return mark + "n" + string(d) }

// Word is the value of a key of the catalogue, such as stage.explanation.
func Word(key string) string { return mark + "w" + key }

// Count is the value of a whole number.
func Count(n int) string { return mark + "n" + strconv.Itoa(n) }

// open turns a stored value into what a printer says.
func open(value string) any {
	coded, isCoded := strings.CutPrefix(value, mark)
	if !isCoded || coded == "" {
		return value
	}
	kind, rest := coded[0], coded[1:]
	switch kind {
	case 't':
		if n, err := strconv.ParseInt(rest, 10, 64); err == nil {
			return par.Time(n)
		}
	case 'd':
		return par.Date(rest)
	case 'n':
		if d, ok := par.ParseDecimal(rest); ok {
			return d
		}
	case 'w':
		return par.T(rest)
	}
	return rest
}

func encode(args map[string]string) (string, error) {
	if args == nil {
		args = map[string]string{}
	}
	raw, err := json.Marshal(args)
	return string(raw), err
}

func scan(row db.Scanner) (Notice, error) {
	var n Notice
	var body string
	if err := row.Scan(&n.ID, &n.Person, &n.Kind, &body, &n.Link, &n.Round, &n.Subject, &n.By, &n.SentAt, &n.OpenedAt,
		&n.Mail, &n.MailedAt, &n.MailID, &n.MailTries, &n.MailError); err != nil {
		return n, err
	}
	return n, json.Unmarshal([]byte(body), &n.Args)
}
