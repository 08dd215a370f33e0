package web

import (
	"io"
	"net/url"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
)

// bundleRoutes send documents together, as one ZIP with an index.
func (h *handlers) bundleRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/dossiers/{dossier}/evidence.zip", Action: policy.ReadEvidence, Handle: h.showDossierBundle},
		{Method: "GET", Path: "/units/{unit}/documents.zip", Action: policy.ReadEvidence, Handle: h.showLibraryBundle},
	}
}

// dossierBundlePath is where what a dossier cites is to be had as one file; a
// leaf narrows it.
func dossierBundlePath(id par.ID, leaf string) string {
	path := sheetPath(id) + "/evidence.zip"
	if leaf != "" {
		path += "?leaf=" + url.QueryEscape(leaf)
	}
	return path
}

func libraryBundlePath(unit par.ID) string { return "/units/" + string(unit) + "/documents.zip" }

func (h *handlers) showDossierBundle(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	leaf := r.Text("leaf")
	b, err := h.Evidence.BundleDossier(r.Context(), r.Actor, id, leaf)
	if err != nil {
		return nil, err
	}
	name := printer(r).T("evidence.zip_all")
	if leaf != "" {
		name = printer(r).T("evidence.zip_leaf", "leaf", leaf)
	}
	return h.bundle(r, name, b), nil
}

func (h *handlers) showLibraryBundle(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	b, err := h.Evidence.BundleLibrary(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return h.bundle(r, printer(r).T("evidence.zip_library"), b), nil
}

func (h *handlers) bundle(r *httpx.Request, name string, b evidence.Bundle) httpx.Reply {
	p := printer(r)
	r.ExtendDeadlines()
	return httpx.Stream{Name: name + ".zip", Type: "application/zip", Write: func(w io.Writer) error {
		return h.Evidence.Write(r.Context(), w, b, p.T("evidence.zip_index")+".xlsx", func(w io.Writer, b evidence.Bundle) error {
			return report.WriteXLSX(w, bundleTable(p, b))
		})
	}}
}

// packedNotes say why a file is not whole in the ZIP.
var packedNotes = map[evidence.PackedState]string{evidence.PackedHeld: "evidence.zip_held", evidence.PackedLost: "evidence.zip_lost"}

// bundleTable lists what is in a bundle: each place that cites, or each
// document of a library.
func bundleTable(p i18n.Printer, b evidence.Bundle) report.Table {
	t := report.Table{Sheet: p.T("evidence.zip_index"), Columns: []report.Column{
		{Title: p.T("evidence.zip_col_leaf"), Width: 12}, {Title: p.T("evidence.document"), Width: 60}, {Title: p.T("evidence.number"), Width: 22},
		{Title: p.T("evidence.issued_on"), Width: 14}, {Title: p.T("evidence.page"), Width: 10}, {Title: p.T("evidence.section"), Width: 24},
		{Title: p.T("evidence.zip_col_file"), Width: 44}, {Title: "SHA-256", Width: 70}, {Title: p.T("evidence.zip_col_note"), Width: 44},
	}}
	line := func(u evidence.Use, f evidence.Packed) {
		cells := []report.Cell{
			report.Text(u.Leaf), report.Text(f.Summary), report.Text(f.Number), report.Text(p.Date(f.IssuedOn)), {}, report.Text(u.Section),
			report.Text(f.Path), report.Text(f.File.Hash), {},
		}
		if u.Page > 0 {
			cells[4] = report.Count(u.Page)
		}
		if f.State != evidence.PackedWhole {
			cells[8] = report.Text(p.T(packedNotes[f.State]))
		}
		t.Rows = append(t.Rows, cells)
	}
	files := make(map[par.ID]evidence.Packed, len(b.Files))
	for _, f := range b.Files {
		files[f.ID] = f
		if len(b.Uses) == 0 {
			line(evidence.Use{}, f)
		}
	}
	for _, u := range b.Uses {
		line(u, files[u.DocumentID])
	}
	return t
}
