package notice

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/mail"
	"parindex/internal/par"
)

const (
	gather   = 15 * time.Minute // a digest waits so long for more to tell
	rest     = 4 * time.Hour    // between two digests to one person
	maxTries = 10               // with doubled pauses, within a day
	most     = 200              // letters of one run; the rest goes with the next
	runTime  = 5 * time.Minute  // of one run, well within the lease of its job
	patience = 3                // letters in vain before a run gives up
	maxError = 500              // characters kept of a failure
)

// Mailer gathers what waits into letters and sends them.
type Mailer struct {
	db      *db.DB
	sender  mail.Sender
	address string // of the installation, without a slash at its end; may be empty
	place   string // whom it serves
	log     *slog.Logger
	files   map[Kind]Files
}

// Files makes the files that go with a notice of some kind. It runs outside
// any transaction.
type Files func(ctx context.Context, n Notice, lang i18n.Lang) ([]mail.File, error)

// Options are what a mailer needs beside the database.
type Options struct {
	Sender  mail.Sender
	Address string
	Place   string
	Log     *slog.Logger
	Files   map[Kind]Files
}

// NewMailer makes the mailer.
func NewMailer(d *db.DB, o Options) *Mailer {
	return &Mailer{db: d, sender: o.Sender, address: o.Address, place: o.Place, log: o.Log, files: o.Files}
}

// letter is what goes to one person at one time.
type letter struct {
	id      par.ID
	person  account.Person
	notices []Notice
	at      par.Time
}

// SendMail sends what is due. It may be cut off anywhere: a letter has its id,
// with the notices in it, before it is sent, and keeps both when tried again.
// What a server refuses is kept with the notice and is no error of the run.
func (m *Mailer) SendMail(ctx context.Context) error {
	var due []letter
	err := m.db.Housekeep(ctx, func(tx *db.Tx) (err error) {
		due, err = seal(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("gather letters: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	return m.sendAll(ctx, due)
}

// sendAll stops where the server seems to be away; what is left goes with the
// next run.
func (m *Mailer) sendAll(ctx context.Context, due []letter) error {
	troubles := 0
	for _, one := range due {
		if ctx.Err() != nil || troubles >= patience {
			return nil
		}
		failure := m.send(ctx, one)
		if failure != nil {
			m.log.Warn("letter not sent", "letter", one.id, "err", failure)
		}
		if err := m.settle(ctx, one, failure); err != nil {
			return fmt.Errorf("record letter %s: %w", one.id, err)
		}
		if troubles++; failure == nil || mail.Refused(failure) {
			troubles = 0
		}
	}
	return nil
}

// seal puts what is due into letters: those that were begun, to be tried
// again, and new ones.
func seal(tx *db.Tx) ([]letter, error) {
	waiting, err := db.List(tx, scan, selectWaiting)
	if err != nil {
		return nil, err
	}
	people, order := map[par.ID][]Notice{}, []par.ID{}
	for _, n := range waiting {
		if people[n.Person] == nil {
			order = append(order, n.Person)
		}
		people[n.Person] = append(people[n.Person], n)
	}
	var due []letter
	for _, id := range order {
		person, err := account.ByID(tx, id)
		if err != nil {
			return nil, err
		}
		letters, err := lettersTo(tx, person, people[id])
		if err != nil {
			return nil, err
		}
		if due = append(due, letters...); len(due) >= most {
			return due[:most], nil
		}
	}
	return due, nil
}

// lettersTo divides what waits for one person.
func lettersTo(tx *db.Tx, person account.Person, waiting []Notice) ([]letter, error) {
	if !person.Active || person.Email == "" {
		_, err := tx.Exec(dropAll, person.ID)
		return nil, err
	}
	var due []letter
	var fresh []Notice
	begun := map[par.ID]int{}
	for _, n := range waiting {
		at, again := begun[n.MailID]
		switch {
		case n.MailID != "" && again:
			due[at].notices = append(due[at].notices, n)
		case n.MailID != "":
			if tx.Now() >= n.MailedAt.Add(pause(n.MailTries)) {
				begun[n.MailID] = len(due)
				due = append(due, letter{n.MailID, person, []Notice{n}, tx.Now()})
			}
		case modeOf(n.Kind) == Served:
			due = append(due, letter{tx.NewID(), person, []Notice{n}, tx.Now()})
		default:
			fresh = append(fresh, n)
		}
	}
	ripe, err := isRipe(tx, person.ID, fresh)
	if err != nil {
		return nil, err
	}
	if ripe {
		due = append(due, letter{tx.NewID(), person, fresh, tx.Now()})
	}
	return due, begin(tx, due)
}

// isRipe tells whether what waits should go now: something of it should go
// soon, or the digest has waited long enough and the last one is a while ago.
func isRipe(tx *db.Tx, person par.ID, fresh []Notice) (bool, error) {
	if len(fresh) == 0 {
		return false, nil
	}
	for _, n := range fresh {
		if modeOf(n.Kind) == Soon {
			return true, nil
		}
	}
	if tx.Now() < fresh[0].SentAt.Add(gather) {
		return false, nil
	}
	last, err := db.One(tx, db.Value[par.Time], selectLastMailed, person)
	return err == nil && (last == 0 || tx.Now() >= last.Add(rest)), err
}

// begin gives each notice the id of its letter before the letter is sent.
func begin(tx *db.Tx, due []letter) error {
	for _, one := range due {
		for _, n := range one.notices {
			if _, err := tx.Exec(beginLetter, n.ID, one.id, tx.Now()); err != nil {
				return err
			}
		}
	}
	return nil
}

func modeOf(kind Kind) Mode {
	if k, known := rowOf(kind); known {
		return k.mode
	}
	return Digest // of a kind that an earlier program knew
}

// pause doubles with each try.
func pause(tries int64) time.Duration {
	if tries == 0 {
		return 0
	}
	return time.Minute << min(tries-1, maxTries)
}

func (m *Mailer) send(ctx context.Context, l letter) error {
	files, err := m.filesOf(ctx, l)
	if err != nil {
		return fmt.Errorf("make the files of letter %s: %w", l.id, err)
	}
	message := m.write(l)
	message.Files = files
	return m.sender.Send(ctx, message)
}

func (m *Mailer) filesOf(ctx context.Context, l letter) ([]mail.File, error) {
	var all []mail.File
	for _, n := range l.notices {
		if m.files[n.Kind] == nil {
			continue
		}
		files, err := m.files[n.Kind](ctx, n, i18n.Lang(l.person.Language))
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

// settle records how a letter fared.
func (m *Mailer) settle(ctx context.Context, l letter, failure error) error {
	return m.db.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		state, said := Sent, ""
		if failure != nil {
			state, said = Waiting, cut(failure.Error())
			if mail.Refused(failure) || l.notices[0].MailTries+1 >= maxTries {
				state = Failed
			}
		}
		_, err := tx.Exec(settleLetter, l.id, state, tx.Now(), said)
		return err
	})
}

func cut(s string) string {
	if runes := []rune(strings.ToValidUTF8(s, "�")); len(runes) > maxError {
		return string(runes[:maxError]) + "…"
	}
	return s
}
