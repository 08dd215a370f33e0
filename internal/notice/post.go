package notice

import (
	"fmt"
	"strings"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
)

// Post tells a person something, within the transaction of what is told: it is
// kept with that, or not at all. A closed account is told nothing. The letter
// waits for the job send_mail.
func Post(tx *db.Tx, n Notice) error {
	k, known := rowOf(n.Kind)
	if !known {
		return fmt.Errorf("notice: unknown kind %q", n.Kind)
	}
	if !strings.HasPrefix(n.Link, "/") || strings.HasPrefix(n.Link, "//") {
		return fmt.Errorf("notice: %s leads to %q, which is no page of this program", n.Kind, n.Link)
	}
	person, err := account.ByID(tx, n.Person)
	if err != nil {
		return fmt.Errorf("post a notice %s: %w", n.Kind, err)
	}
	if !person.Active {
		return nil
	}
	n.ID, n.SentAt = tx.NewID(), tx.Now()
	if n.Mail, err = mailStateOf(tx, person, k); err != nil {
		return err
	}
	return insert(tx, n)
}

// mailStateOf says what becomes of the letter.
func mailStateOf(tx *db.Tx, person account.Person, k row) (MailState, error) {
	if person.Email == "" {
		return None, nil
	}
	if !k.may {
		return Waiting, nil
	}
	off, err := db.One(tx, db.Value[int64], countOff, person.ID, k.kind)
	if err != nil || off == 0 {
		return Waiting, err
	}
	return Off, nil
}

// Posted tells whether a notice of this kind about the subject has been posted
// to the person, so that nobody is told the same thing twice.
func Posted(tx *db.Tx, person par.ID, kind Kind, subject string) (bool, error) {
	n, err := db.One(tx, db.Value[int64], countPosted, subject, kind, person)
	return n > 0, err
}

// About lists the notices about a subject, the latest first: to whom, when
// sent, when opened. The caller has asked the policy table.
func About(tx *db.Tx, kind Kind, subject string) ([]Notice, error) {
	return db.List(tx, scan, selectAbout, subject, kind)
}

// InRound lists the notices of some kinds in one round, the latest first. The
// caller has asked the policy table.
func InRound(tx *db.Tx, round par.ID, kinds ...Kind) ([]Notice, error) {
	marks, args := db.In([]any{round}, kinds)
	return db.List(tx, scan, selectInRound+marks+latestFirst, args...)
}
