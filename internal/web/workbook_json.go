package web

import (
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	books "parindex/internal/workbook"
)

// bookJSON is a preview for a program.
type bookJSON struct {
	Draft  par.ID        `json:"draft"`
	Stamp  string        `json:"stamp"`
	Counts books.Counts  `json:"counts"`
	Rows   []bookRowJSON `json:"rows"`
	Stray  []faultJSON   `json:"stray,omitempty"`
}

type bookRowJSON struct {
	Row     int           `json:"row"`
	Leaf    string        `json:"leaf"`
	Dossier par.ID        `json:"dossier,omitempty"`
	Outcome books.Outcome `json:"outcome"`
	From    string        `json:"from"`
	To      string        `json:"to"`
	By      string        `json:"by,omitempty"`
	At      string        `json:"at,omitempty"`
	Faults  []faultJSON   `json:"faults,omitempty"`
	Remarks []faultJSON   `json:"remarks,omitempty"`
}

type faultJSON struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
}

func faultsJSON(p i18n.Printer, faults []books.Fault) []faultJSON {
	var all []faultJSON
	for _, f := range faults {
		all = append(all, faultJSON{f.Row, f.Column, p.Text(f.Text)})
	}
	return all
}

func (h *handlers) sheetJSON(r *httpx.Request, id, draft par.ID) (httpx.Reply, error) {
	preview, err := h.Workbooks.PreviewSheet(r.Context(), r.Actor, id, draft, speech(r))
	if err != nil {
		return nil, err
	}
	p := printer(r)
	w := wordingOf(p, preview.Place.Edition.Set)
	said := func(row books.SheetRow, s dossier.Score) string { return w.said(row.Node.Rule, s) }
	v := bookJSON{Draft: draft, Stamp: preview.Stamp, Counts: preview.Counts, Stray: faultsJSON(p, preview.Stray)}
	for _, row := range preview.Rows {
		one := bookRowJSON{
			Row: row.Number, Leaf: row.Node.Code, Outcome: row.Outcome, From: said(row, row.Now), To: said(row, row.After), By: row.By,
			Faults: faultsJSON(p, row.Faults), Remarks: faultsJSON(p, row.Remarks),
		}
		if row.At != 0 {
			one.At = row.At.Std().Format("2006-01-02T15:04:05Z")
		}
		v.Rows = append(v.Rows, one)
	}
	return httpx.JSON{Value: v}, nil
}
