package web

import (
	"slices"
	"strconv"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
	books "parindex/internal/workbook"
)

// bookPage is where a workbook is fetched and sent in.
type bookPage struct {
	ui.Page
	Heading, Lead string
	Crumbs        []ui.Crumb
	Back          string
	BackText      string
	Download      string // address of the file
	Action        string // where it is sent to; empty: may not be sent now
	Locked        string // why not
	Key           string
	File          ui.Field
	Err           *par.Error
}

// bookPreview is what a file that came in would do.
type bookPreview struct {
	ui.Page
	Heading, Lead string
	Crumbs        []ui.Crumb
	Back          string
	BackText      string
	Again         string // where another file is sent in
	Errors        string // address of the file with its column of results
	Action        string // where it is accepted; empty: it cannot be
	Settled       bool
	Stamp, Key    string
	Counts        books.Counts
	Conflicts     []bookRow
	Changes       []bookRow
	Refusals      []bookRow
	Same          []bookRow
	Err           *par.Error
}

// bookRow is one row of a preview.
type bookRow struct {
	Number               int
	Code, Title, Unit    string
	Href                 string
	From, To             string
	NoteFrom, NoteTo     string
	NoteHead             string // over a text that changes
	NoteChanges          bool
	PointsFrom, PointsTo string
	By, At               string
	Faults               []string // each with its row, where it is another than the first
	Remarks              []string
	Pick                 books.Version
	Skipped              bool
	Error                string // of the choice
}

// readChoice reads what was decided on a preview.
func readChoice(r *httpx.Request) books.Choice {
	c := books.Choice{Stamp: r.Text("stamp"), Skip: map[int]bool{}, Pick: map[int]books.Version{}}
	for _, text := range r.Form["skip"] {
		if n, err := strconv.Atoi(text); err == nil {
			c.Skip[n] = true
		}
	}
	for name := range r.Form {
		number, isPick := strings.CutPrefix(name, "pick.")
		if n, err := strconv.Atoi(number); isPick && err == nil {
			c.Pick[n] = books.Version(r.Text(name))
		}
	}
	return c
}

// put files a row under what would become of it, with what was chosen so far.
func (v *bookPreview) put(row bookRow, outcome books.Outcome, c books.Choice) {
	row.Pick, row.Skipped = c.Pick[row.Number], c.Skip[row.Number]
	if v.Err != nil {
		if text, ok := v.Err.Fields["pick."+strconv.Itoa(row.Number)]; ok {
			row.Error = v.P.Text(text)
		}
	}
	switch outcome {
	case books.Conflict:
		v.Conflicts = append(v.Conflicts, row)
	case books.Changed:
		v.Changes = append(v.Changes, row)
	case books.Refused:
		v.Refusals = append(v.Refusals, row)
	case books.Unchanged:
		v.Same = append(v.Same, row)
	}
}

// strays files the rows that belong to nothing.
func (v *bookPreview) strays(faults []books.Fault) {
	for _, f := range faults {
		v.Refusals = append(v.Refusals, bookRow{Number: f.Row, Faults: []string{v.P.Text(f.Text)}})
	}
	slices.SortStableFunc(v.Refusals, func(a, b bookRow) int { return a.Number - b.Number })
}

// said says what is wrong in the rows of one leaf, naming rows other than its first.
func sayFaults(p i18n.Printer, first int, faults []books.Fault) []string {
	var texts []string
	for _, f := range faults {
		text := p.Text(f.Text)
		if f.Row != first {
			text = p.T("workbook.in_row", "row", f.Row, "text", text)
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// speech is how workbooks speak to the reader.
func speech(r *httpx.Request) books.Speech {
	p := printer(r)
	return books.Speech{P: p, Words: func(set *score.Set) books.Words {
		w := wordingOf(p, set)
		return books.Words{Rule: w.rule, Said: w.said, Calc: w.calc, Points: w.points}
	}}
}

// bookCounts are the figures at the head of a preview.
func (v bookPreview) figures() []struct{ Label, Value string } {
	var all []struct{ Label, Value string }
	for _, one := range []struct {
		key     string
		outcome books.Outcome
	}{
		{"workbook.n_changed", books.Changed}, {"workbook.n_conflict", books.Conflict}, {"workbook.n_refused", books.Refused}, {"workbook.n_unchanged", books.Unchanged},
	} {
		all = append(all, struct{ Label, Value string }{v.P.T(one.key), v.P.Int(int64(v.Counts[one.outcome]))})
	}
	return all
}

// writes tells whether there is anything to be written.
func (v bookPreview) writes() bool { return v.Action != "" && len(v.Changes)+len(v.Conflicts) > 0 }
