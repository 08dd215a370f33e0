// Package web is the HTML face: the table of routes, and for each capability
// the handlers and the pages of its screens.
//
// It must hold no SQL, no rule and no role: a handler decodes, calls one use
// case and answers with a value. Start with routes.go.
package web

import (
	"context"
	"log/slog"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/job"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/publication"
	"parindex/internal/reminder"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/thread"
	"parindex/internal/unit"
	books "parindex/internal/workbook"
)

// Services is everything that the pages call. main fills it.
type Services struct {
	DB     *db.DB
	Clock  par.Clock
	Log    *slog.Logger
	Random func(n int) string // n random bytes as text
	Secure bool               // served over HTTPS
	Disk   func() error       // what is wrong with the data directory, if anything
	Place  string             // whom the installation serves: thành phố Cần Thơ
	Owner  string             // who answers for it, said at the foot of each page

	Accounts   *account.Service
	Units      *unit.Service
	Notices    *notice.Service
	Reminders  *reminder.Service
	Editions   *criteria.Service
	Rounds     *round.Service
	Dossiers   *dossier.Service
	Threads    *thread.Service
	Appraisals *appraisal.Service

	Explanations *explanation.Service

	Councils     *council.Service
	Workbooks    *books.Service
	Evidence     *evidence.Service
	Results      *result.Service
	Publications *publication.Service
	Jobs         *job.Queue
}

// handlers has one method for each row of the table of routes.
type handlers struct {
	Services
	app   *httpx.App
	epoch string // of this start of the program; a page kept from an earlier one is asked for again
}

// New makes the server's description from its services.
func New(s Services) *httpx.App {
	h := &handlers{Services: s, epoch: s.Random(8)}
	h.app = &httpx.App{
		Routes: h.routes(), Clock: s.Clock, Log: s.Log, Secure: s.Secure, Random: s.Random,
		SignedIn: h.signedIn, ErrorPage: h.errorPage, ErrorText: h.uploadError, SignInAgain: h.signInAgain,
		SignInPath: "/sign-in", FirstPasswordPath: "/password",
	}
	return h.app
}

// Routes returns the table without services, to be printed.
func Routes() []httpx.Route { return (&handlers{}).routes() }

// signedIn finds who holds a token.
func (h *handlers) signedIn(ctx context.Context, token string) (par.Actor, httpx.Login, error) {
	actor, session, err := h.Accounts.SignedIn(ctx, token)
	if err != nil || actor.Anonymous() {
		return par.Actor{}, httpx.Login{}, err
	}
	return actor, httpx.Login{Token: token, MustChange: session.MustChange}, nil
}

// ask asks the policy table about an action that concerns no stored thing.
func ask(r *httpx.Request, action policy.Action) error {
	policy.Note(r.Context(), action)
	_, err := policy.Check(r.Actor, action, policy.Resource{}, r.Now)
	return err
}
