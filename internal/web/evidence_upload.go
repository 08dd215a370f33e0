package web

import (
	"strconv"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// uploadForm takes a document in: what it is, then its file.
type uploadForm struct {
	P       i18n.Printer
	Action  string
	Key     string
	Err     *par.Error
	Fields  []ui.Field
	File    ui.Field
	Uploads string // where its file is sent in parts
	Limit   string // bytes of the largest file, for the script
}

func (h *handlers) uploadForm(r *httpx.Request, owner par.ID, action string, typed evidence.Input, refused *par.Error, more ...ui.Field) *uploadForm {
	p := printer(r)
	limit := h.Evidence.Limits().File
	form := &uploadForm{
		P: p, Action: action, Uploads: uploadsPath(owner), Key: r.Random(16), Err: refused, Limit: strconv.FormatInt(limit, 10),
		Fields: append(documentFields(p, typed), more...),
		File: ui.Field{
			Name: "file", Label: p.T("evidence.file"), Required: true, Beside: p.T("common.required"), Hint: p.T("evidence.file_hint", "limit", p.Size(limit)),
		}.Refused(p, refused),
	}
	for i := range form.Fields {
		form.Fields[i] = form.Fields[i].Refused(p, refused)
	}
	return form
}

// allFields are the fields in the order in which faults are told.
func (f *uploadForm) allFields() []ui.Field {
	return append(f.Fields[:len(f.Fields):len(f.Fields)], f.File)
}

// documentFields are the words of a document, as typed.
func documentFields(p i18n.Printer, in evidence.Input) []ui.Field {
	kinds := []ui.Option{{Label: p.T("evidence.choose_kind")}}
	for _, kind := range evidence.Kinds() {
		kinds = append(kinds, ui.Option{Value: string(kind), Label: p.T("paper." + string(kind))})
	}
	day := func(text string) string {
		if date, ok := par.ParseDate(text); ok {
			return p.Date(date)
		}
		return text
	}
	marks := []ui.Option{{Label: p.T("library.security.open")}, {Value: string(evidence.Internal), Label: p.T("library.security.internal")}}
	return []ui.Field{
		{Name: "kind", Label: p.T("evidence.kind"), Value: string(in.Kind), Options: kinds, Required: true, Beside: p.T("common.required")},
		{Name: "number", Label: p.T("evidence.number"), Value: in.Number, MaxLength: evidence.MaxNumber, Hint: p.T("evidence.number_hint")},
		{Name: "issued_on", Label: p.T("evidence.issued_on"), Value: day(in.IssuedOn), MaxLength: 10, Hint: p.T("evidence.issued_on_hint")},
		{Name: "issuer", Label: p.T("evidence.issuer"), Value: in.Issuer, MaxLength: evidence.MaxName},
		{Name: "signer", Label: p.T("evidence.signer"), Value: in.Signer, MaxLength: evidence.MaxName},
		{Name: "summary", Label: p.T("evidence.summary"), Value: in.Summary, MaxLength: evidence.MaxSummary, Rows: 3, Required: true, Beside: p.T("common.required")},
		{Name: "effective_on", Label: p.T("evidence.effective_on"), Value: day(in.EffectiveOn), MaxLength: 10, Hint: p.T("evidence.expires_on_hint")},
		{Name: "expires_on", Label: p.T("evidence.expires_on"), Value: day(in.ExpiresOn), MaxLength: 10, Hint: p.T("evidence.expires_on_hint")},
		{Name: "security", Label: p.T("evidence.security"), Value: string(in.Security), Options: marks, Hint: p.T("evidence.security_hint")},
	}
}

func typedDocument(r *httpx.Request) evidence.Input {
	return evidence.Input{
		Number: r.Text("number"), Kind: evidence.Kind(r.Text("kind")), IssuedOn: r.Text("issued_on"),
		Issuer: r.Text("issuer"), Signer: r.Text("signer"), Summary: r.Text("summary"),
		Security: evidence.Security(r.Text("security")), EffectiveOn: r.Text("effective_on"), ExpiresOn: r.Text("expires_on"),
	}
}

// receive reads the fields of an upload and finds its file: one that comes
// with the form, or one that has arrived before and is named by its id.
func (h *handlers) receive(r *httpx.Request) (evidence.Upload, error) {
	file, err := r.Upload("file", h.Evidence.Limits().File)
	if err != nil {
		return evidence.Upload{}, err
	}
	if arrived := r.Text("upload"); arrived != "" && file.Content == nil {
		return evidence.Upload{Arrival: par.ID(arrived)}, nil
	}
	return evidence.Upload{Name: file.Name, Content: file.Content, Begun: r.Now}, nil
}

// addDocument takes the upload of a request into the library of a unit.
func (h *handlers) addDocument(r *httpx.Request, owner par.ID) (par.ID, error) {
	file, err := h.receive(r)
	if err != nil {
		policy.Note(r.Context(), policy.AddEvidence) // nothing came that could be added, so nobody asks
		return "", err
	}
	id, err := h.Evidence.AddDocument(r.Context(), r.Actor, owner, typedDocument(r), file, r.Key())
	if err != nil {
		r.Drain()
	}
	return id, lostArrival(err, file)
}

// lostArrival says as a fault of the form that a file is no longer there that
// had arrived; it was given up meanwhile, or waited too long.
func lostArrival(err error, file evidence.Upload) error {
	if file.Arrival != "" && par.Is(err, par.NotFound) {
		return par.InvalidFields(map[string]par.Text{"file": par.T("evidence.arrival_gone")})
	}
	return err
}

func (h *handlers) postDocument(r *httpx.Request) (httpx.Reply, error) {
	owner, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	id, err := h.addDocument(r, owner)
	if refused := refusal(err); refused != nil {
		return h.libraryPage(r, owner, typedDocument(r), refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: documentPath(id), Done: "document_added"}, nil
}
