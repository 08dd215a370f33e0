// Package workbook owns the way out to a spreadsheet and back: a unit's sheet
// and an appraiser's queue as workbooks to be filled in, the drafts that come
// back, what each row of them would change, and the one transaction in which
// the accepted rows are written.
//
// It must not know what may be said of a leaf: every row goes through the
// rules of dossier and appraisal, as if it were typed. Files are read outside
// of any transaction, within the limits of report, one at a time. Start with
// SheetFile in sheet_form.go and Upload in draft.go.
package workbook

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// Kind says what a workbook is about.
type Kind string

// The kinds of workbooks: the sheet of one dossier, the queue of one round.
const (
	SheetKind Kind = "sheet"
	QueueKind Kind = "queue"
)

// format begins every workbook of ours.
const format = "parindex.workbook/1"

// Words say rules and values of one criteria set in the reader's language.
type Words struct {
	Rule   func(*score.Node) string                // the rule of a leaf
	Said   func(*score.Rule, dossier.Score) string // what a score holds
	Calc   func(score.Trace) string                // how its points came about
	Points func(par.Decimal) string
}

// Speech is how a reader is spoken to.
type Speech struct {
	P     i18n.Printer
	Words func(*score.Set) Words
}

// File is a workbook that is ready to be sent.
type File struct {
	Name string
	Form report.Form
}

// Service offers the use cases on workbooks.
type Service struct {
	db     *db.DB
	limits report.Limits
	desk   chan struct{} // one file is read at a time
	door   chan struct{} // a few may arrive at a time, for each lies in memory
}

// arriving is how many files may be on their way in at once.
const arriving = 4

// New makes the service.
func New(d *db.DB) *Service {
	return &Service{db: d, limits: report.ImportLimits(), desk: make(chan struct{}, 1), door: make(chan struct{}, arriving)}
}

// Limits are those of a workbook that comes in.
func (s *Service) Limits() report.Limits { return s.limits }
