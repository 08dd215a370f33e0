package web

import (
	"bytes"
	"encoding/json"
	"io"

	"parindex/internal/criteria"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// importView asks for a file, and says what was wrong with the last one.
type importView struct {
	ui.Page
	File   ui.Field
	Err    *par.Error
	Faults criteria.Faults
}

func (h *handlers) importPage(r *httpx.Request, refused *par.Error) httpx.Reply {
	p := printer(r)
	v := importView{Page: h.page(r, p.T("criteria.import"), pathCriteria), Err: refused, File: ui.Field{
		Name: "file", Label: p.T("criteria.file"), Hint: p.T("criteria.file_hint", "limit", httpx.MaxBody>>20), Required: true,
	}.Refused(p, refused)}
	if refused == nil {
		return httpx.Page{Body: importPage(v)}
	}
	v.Faults = criteria.FaultsOf(refused)
	return httpx.Page{Status: httpx.Status(refused), Body: importPage(v)}
}

func (h *handlers) showImport(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.EditCriteria); err != nil {
		return nil, err
	}
	return h.importPage(r, nil), nil
}

// previewView is what a file holds, before anything is stored.
type previewView struct {
	ui.Page
	Preview criteria.Preview
	Content string // the edition as JSON, to be sent again when it is confirmed
	Key     string
	Err     *par.Error
	Fields  []ui.Field
	Note    ui.Field
	Sample  ui.Field
}

func (h *handlers) postPreview(r *httpx.Request) (httpx.Reply, error) {
	data, err := uploaded(r, "file")
	var preview criteria.Preview
	if err == nil {
		preview, err = h.Editions.PreviewImport(r.Context(), r.Actor, data)
	} else if asked := ask(r, policy.EditCriteria); asked != nil {
		return nil, asked
	}
	if e, ok := par.AsError(err); ok && (e.Code == par.Invalid || e.Code == par.TooLarge) {
		return h.importPage(r, e), nil
	}
	if err != nil {
		return nil, err
	}
	return h.previewPage(r, preview, nil)
}

// uploaded reads a file of the form.
func uploaded(r *httpx.Request, name string) ([]byte, error) {
	missing := par.InvalidFields(map[string]par.Text{name: par.T("criteria.no_set")})
	if r.MultipartForm == nil || len(r.MultipartForm.File[name]) == 0 {
		return nil, missing
	}
	file, err := r.MultipartForm.File[name][0].Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err == nil && len(data) == 0 {
		return nil, missing
	}
	return data, err
}

func (h *handlers) previewPage(r *httpx.Request, preview criteria.Preview, refused *par.Error) (httpx.Reply, error) {
	e := preview.Edition
	content, err := e.JSON()
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, content); err != nil {
		return nil, err
	}
	p := printer(r)
	sample := ""
	if e.Sample {
		sample = "yes"
	}
	level := ui.Field{Name: "level", Label: p.T("criteria.field.level"), Value: e.Level, Options: []ui.Option{{Label: p.T("criteria.any_level")}}}
	for _, one := range unit.Levels() {
		level.Options = append(level.Options, ui.Option{Value: string(one), Label: levelName(p, string(one))})
	}
	v := previewView{
		Page: h.page(r, p.T("criteria.preview"), pathCriteria), Preview: preview, Content: compact.String(), Key: r.Random(16), Err: refused,
		Fields: []ui.Field{
			{Name: "title", Label: p.T("criteria.field.title"), Value: e.Title, MaxLength: 300, Required: true},
			{Name: "code", Label: p.T("criteria.field.code"), Value: e.Code, MaxLength: 32, Required: true, Hint: p.T("criteria.code_hint")},
			level,
		},
		Note:   ui.Field{Name: "note", Label: p.T("criteria.field.note"), Value: e.Note, Rows: 3},
		Sample: ui.Field{Name: "sample", Label: p.T("criteria.sample_box"), Value: sample},
	}
	for i := range v.Fields {
		v.Fields[i] = v.Fields[i].Refused(p, refused)
	}
	status := 0
	if refused != nil {
		status = httpx.Status(refused)
	}
	return httpx.Page{Status: status, Body: previewPage(v)}, nil
}

// postEdition stores what a preview has shown.
func (h *handlers) postEdition(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.EditCriteria); err != nil {
		return nil, err
	}
	e, err := criteria.ReadJSON([]byte(r.Form.Get("content")))
	if refused := refusal(err); refused != nil {
		return h.importPage(r, refused), nil
	}
	if err != nil {
		return nil, err
	}
	e.Title, e.Code, e.Level, e.Note, e.Sample = r.Text("title"), r.Text("code"), r.Text("level"), r.Text("note"), r.Flag("sample")
	saved, err := h.Editions.SaveEdition(r.Context(), r.Actor, e, r.Key())
	if refused := refusal(err); refused != nil {
		preview, err := h.Editions.PreviewOf(r.Context(), r.Actor, e)
		if err != nil {
			return nil, err
		}
		return h.previewPage(r, preview, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: editionPath(saved), Done: "imported"}, nil
}
