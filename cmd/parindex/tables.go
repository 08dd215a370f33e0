package main

import (
	"io"

	"parindex/internal/council"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/job"
	"parindex/internal/notice"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web"
)

// The commands that print a table of the program as Markdown. Their output is
// kept under docs and compared by a test.
type (
	routesCmd   struct{}
	policyCmd   struct{}
	workflowCmd struct{}
	errorsCmd   struct{}
	jobsCmd     struct{}
	noticesCmd  struct{}
)

// Run prints every address with its action.
func (routesCmd) Run(p *program) error {
	if err := p.say("# Routes\n"); err != nil {
		return err
	}
	return httpx.PrintRoutes(p.stdout, web.Routes())
}

// Run prints who may do what.
func (policyCmd) Run(p *program) error {
	if err := p.say("# Policy\n"); err != nil {
		return err
	}
	return policy.Print(p.stdout)
}

// Run prints the workflows of rounds and dossiers.
func (workflowCmd) Run(p *program) error {
	if err := p.say("# Workflow\n\n## Round\n"); err != nil {
		return err
	}
	for _, print := range []func(io.Writer) error{
		round.DrawMoves, blank, round.PrintMoves, heading("Dossier"), dossier.DrawMoves, blank, dossier.PrintMoves,
		heading("Session of the council"), council.DrawMoves, blank, council.PrintMoves,
		heading("Item of a council's agenda"), council.DrawItemMoves, blank, council.PrintItemMoves,
	} {
		if err := print(p.stdout); err != nil {
			return err
		}
	}
	return nil
}

func blank(w io.Writer) error {
	_, err := io.WriteString(w, "\n")
	return err
}

func heading(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, "\n## "+text+"\n\n")
		return err
	}
}

// Run prints the kinds of refusals.
func (errorsCmd) Run(p *program) error {
	if err := p.say("# Errors\n"); err != nil {
		return err
	}
	return httpx.PrintStatuses(p.stdout)
}

// Run prints the kinds of jobs.
func (jobsCmd) Run(p *program) error {
	if err := p.say("# Jobs\n"); err != nil {
		return err
	}
	return job.PrintKinds(p.stdout)
}

// Run prints the kinds of notices.
func (noticesCmd) Run(p *program) error {
	if err := p.say("# Notices\n"); err != nil {
		return err
	}
	return notice.PrintKinds(p.stdout)
}
