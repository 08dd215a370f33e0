// Package account owns people: how they sign in, how long they stay signed in
// and which roles they hold. An administrator manages accounts and, by
// separation of roles, takes no part in scoring.
//
// It must not know what a role may do, which is policy's, nor what a unit or a
// round is: it keeps their ids. Start with signin.go.
package account

import (
	"io"
	"log/slog"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Person is someone with an account.
type Person struct {
	ID         par.ID
	Login      string
	Name       string
	Title      string // position and agency, as it is printed
	Email      string // may be empty
	Language   string // "vi" or "en"
	MustChange bool   // the first password is still to be changed
	Active     bool
	CreatedAt  par.Time
	Version    int64
}

// Draft is what an administrator types about a person.
type Draft struct {
	Login    string // settled when the account is made, never changed after
	Name     string
	Title    string
	Email    string
	Language string
}

// Options are what the use cases need besides the database.
type Options struct {
	Random io.Reader
	Log    *slog.Logger
	Cost   Cost // zero: DefaultCost

	// Unit and Round tell whether an id names one: nil, or not_found. Nil
	// functions accept every id.
	Unit, Round func(tx *db.Tx, id par.ID) error

	// Lent is called in the transaction in which a role is lent. It may be nil.
	Lent func(tx *db.Tx, d Delegation) error
}

// Service holds the use cases.
type Service struct {
	db      *db.DB
	random  io.Reader
	log     *slog.Logger
	unit    func(tx *db.Tx, id par.ID) error
	round   func(tx *db.Tx, id par.ID) error
	lent    func(tx *db.Tx, d Delegation) error
	hasher  *hasher
	unknown *strangers
}

// New makes the use cases.
func New(d *db.DB, o Options) *Service {
	anything := func(*db.Tx, par.ID) error { return nil }
	s := &Service{
		db: d, random: o.Random, log: o.Log, unit: o.Unit, round: o.Round, lent: o.Lent,
		hasher: newHasher(o.Cost, o.Random), unknown: newStrangers(),
	}
	if s.unit == nil {
		s.unit = anything
	}
	if s.round == nil {
		s.round = anything
	}
	if s.lent == nil {
		s.lent = func(*db.Tx, Delegation) error { return nil }
	}
	return s
}

const (
	maxName  = 120 // characters
	maxTitle = 200
	maxEmail = 254
)

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{2,63}$`)

// clean brings a draft to the form in which it is stored.
func (d Draft) clean() Draft {
	line := func(s string) string { return i18n.NFC(strings.Join(strings.Fields(s), " ")) }
	return Draft{
		Login: cleanLogin(d.Login), Name: line(d.Name), Title: line(d.Title),
		Email: strings.TrimSpace(d.Email), Language: d.Language,
	}
}

func cleanLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// faults returns what is wrong with each field, by its name in the form.
func (d Draft) faults() map[string]par.Text {
	faults := map[string]par.Text{}
	if !loginForm.MatchString(d.Login) {
		faults["login"] = par.T("account.login_form")
	}
	if n := utf8.RuneCountInString(d.Name); n < 2 || n > maxName {
		faults["name"] = par.T("account.name_length", "limit", maxName)
	}
	if utf8.RuneCountInString(d.Title) > maxTitle {
		faults["title"] = par.T("account.title_length", "limit", maxTitle)
	}
	if d.Email != "" && !validEmail(d.Email) {
		faults["email"] = par.T("account.email_form")
	}
	if _, known := i18n.ParseLang(d.Language); !known {
		faults["language"] = par.T("account.language_unknown")
	}
	return faults
}

func validEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s && len(s) <= maxEmail
}

// folded is the text in which a person is searched.
func folded(d Draft) string { return i18n.Fold(d.Name + " " + d.Login) }
