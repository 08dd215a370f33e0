package web

import (
	"strconv"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// checksView is what was found of documents, the worst first. It advises.
type checksView struct {
	P       i18n.Printer
	Leaf    string // address of the leaf at which those who judge settle; empty: it is the unit's library
	May     bool   // the reader may settle
	Open    []checkRow
	Settled []checkRow
}

// checkRow is one finding.
type checkRow struct {
	evidence.Finding
	Look, Icon string
	Title      string // of the document, where several are listed
	Key        string
}

// looks is how the grades are shown.
var looks = map[evidence.Grade]struct{ look, icon string }{
	evidence.Fault: {"bad", "warn"}, evidence.Warning: {"ask", "warn"}, evidence.Hint: {"", "info"}, evidence.Fine: {"act", "check"},
}

// add lists the findings of one document.
func (v *checksView) add(title, key string, found []evidence.Finding) {
	for i, f := range found {
		row := checkRow{Finding: f, Look: looks[f.Grade].look, Icon: looks[f.Grade].icon, Title: title, Key: key + ".finding" + strconv.Itoa(i)}
		if f.Settled != nil {
			v.Settled = append(v.Settled, row)
		} else {
			v.Open = append(v.Open, row)
		}
	}
}

// may tells whether the reader may settle the finding.
func (v checksView) may(row checkRow) bool { return v.May && row.Finding.Open() }

// action is where a finding is settled.
func (v checksView) action(row checkRow) string {
	return v.Leaf + documentPath(row.Document) + "/findings"
}

// text is the grade and what was found.
func (v checksView) text(row checkRow) string {
	text := v.P.Text(row.Text())
	if row.Title != "" {
		text = row.Title + ": " + text
	}
	return text
}

func (v checksView) settled(row checkRow) string {
	return v.P.T("evidence.settled_line", "reason", row.Settled.Reason, "at", row.Settled.At)
}

// postAnswer settles a finding for the unit.
func (h *handlers) postAnswer(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	if err := h.settle(r, id, evidence.Place{}); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: documentPath(id) + "#checks", Done: "settled"}, nil
}

// postSettle settles a finding for those who judge.
func (h *handlers) postSettle(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	document, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	at := evidence.Place{Dossier: id, Leaf: r.PathValue("leaf")}
	if err := h.settle(r, document, at); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: leafPath(id, at.Leaf, "appraise"), Done: "settled"}, nil
}

func (h *handlers) settle(r *httpx.Request, document par.ID, at evidence.Place) error {
	return h.Evidence.SettleFinding(r.Context(), r.Actor, document, at, r.Text("finding"), r.Text("mark"), r.Text("reason"), r.Key())
}
