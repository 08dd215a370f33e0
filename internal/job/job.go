// Package job owns the durable queue of work that is done behind the pages. A
// job is a row, enqueued in the transaction that asks for it, claimed under a
// lease, tried again after a failure, and kept where it can be seen when it has
// failed for good. It must not know what the kinds of jobs do: main passes the
// functions in. Start with kinds.
package job

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Kind names a kind of job.
type Kind string

// The kinds of jobs.
const (
	EndSessions Kind = "end_sessions"
	SweepFiles  Kind = "sweep_files"
	CheckFiles  Kind = "check_files"
	VerifyAudit Kind = "verify_audit"
	SendMail    Kind = "send_mail"
	Remind      Kind = "remind"
	SendFiles   Kind = "send_files"

	ReadFile     Kind = "read_file"
	ReadPictures Kind = "read_pictures"
	FindUnread   Kind = "find_unread"

	IndexDocuments Kind = "index_documents"
)

// row is one row of the table of kinds.
type row struct {
	kind  Kind
	what  string
	every time.Duration // how often it comes back; zero: only when asked for
	tries int64         // after so many failures it is dead
}

// kinds is the whole of what is done behind the pages.
var kinds = []row{
	{EndSessions, "removes sign-ins that have expired", time.Hour, 5},
	{SweepFiles, "removes what uploads that were cut off left behind and forgets files that nobody went on sending", time.Hour, 5},
	{SendFiles, "hands files of evidence on to the store elsewhere, where one is set", time.Minute, 3},
	{CheckFiles, "reads stored files again, a slice at a time, and compares them with their hashes", 10 * time.Minute, 3},
	{VerifyAudit, "walks the audit chain from its first line", 24 * time.Hour, 3},
	{Remind, "reminds everyone of deadlines as the schedule says", time.Hour, 3},
	{ReadFile, "scans one file for viruses and reads its text and signatures", 0, 3},
	{ReadPictures, "reads the pictures of some pages of one file", 0, 3},
	{FindUnread, "finds files that have not been read or scanned", 10 * time.Minute, 3},
	{IndexDocuments, "takes documents that cannot be searched yet into the index", time.Minute, 3},
	{SendMail, "gathers what people are to be told into letters and sends them", time.Minute, 3},
}

// PrintKinds writes the table as Markdown; docs/JOBS.md is its output.
func PrintKinds(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| kind | what it does | every | tries |\n| --- | --- | --- | --- |\n")
	for _, k := range kinds {
		every := "when asked for"
		if k.every > 0 {
			every = k.every.String()
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d |\n", k.kind, k.what, every, k.tries)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func rowOf(kind Kind) (row, bool) {
	for _, k := range kinds {
		if k.kind == kind {
			return k, true
		}
	}
	return row{}, false
}

// State is where a job stands.
type State string

// The states of a job. A dead job has failed as often as its kind allows.
const (
	Ready   State = "ready"
	Running State = "running"
	Done    State = "done"
	Dead    State = "dead"
)

// Job is one piece of work.
type Job struct {
	ID        par.ID
	Kind      Kind
	Payload   string
	State     State
	RunAt     par.Time
	Attempts  int64
	Lease     par.Time // until when the one who claimed it may work on it
	LastError string
	CreatedAt par.Time
	DoneAt    par.Time
}

// Queue offers the queue's use cases and runs its jobs.
type Queue struct {
	db    *db.DB
	clock par.Clock
	do    map[Kind]func(ctx context.Context, payload string) error
}

// New makes the queue with a function for each kind that this process runs.
func New(d *db.DB, clock par.Clock, do map[Kind]func(ctx context.Context, payload string) error) *Queue {
	return &Queue{d, clock, do}
}

// Enqueue asks for a job in the transaction of what needs it.
func Enqueue(tx *db.Tx, kind Kind, payload string) error {
	if _, ok := rowOf(kind); !ok {
		return fmt.Errorf("job: unknown kind %q", kind)
	}
	return insert(tx, kind, payload, tx.Now())
}

// Soon asks, in the transaction of what needs it, that a kind that comes back
// by itself comes now. However often it is asked for, it comes once.
func Soon(tx *db.Tx, kind Kind) error {
	k, ok := rowOf(kind)
	if !ok || k.every == 0 {
		return fmt.Errorf("job: %q does not come back by itself", kind)
	}
	hastened, err := hasten(tx, kind)
	if err != nil || hastened {
		return err
	}
	return insert(tx, kind, "", tx.Now())
}

// awaited is an error of something outside that will come back by itself.
type awaited struct{ error }

func (e awaited) Unwrap() error { return e.error }

// Await says that a job could not be done yet, and that it is nobody's fault:
// it comes again, as often as it takes, and never counts as failed. The error
// stands with the job meanwhile.
func Await(err error) error { return awaited{err} }

// ListJobs lists the latest jobs, the dead ones first.
func (q *Queue) ListJobs(ctx context.Context, actor par.Actor) ([]Job, error) {
	var jobs []Job
	err := q.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadJobs, policy.Resource{}); err != nil {
			return err
		}
		jobs, err = list(tx)
		return err
	})
	return jobs, err
}
