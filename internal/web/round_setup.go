package web

import (
	"maps"
	"slices"
	"strconv"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// stageFields are the four fields of one stage in the calendar.
type stageFields struct {
	Stage    par.Stage
	Name     string
	Fields   []ui.Field // opens day and time, closes day and time
	Error    string     // of the stage as a whole
	Hint     string     // what leaving it empty means
	Optional bool
}

// roundForm is what is typed of a round, with what was refused.
type roundForm struct {
	Key      string
	Version  int64
	Err      *par.Error
	Fields   []ui.Field
	Calendar []stageFields
}

// all lists every field, for the summary of errors.
func (f roundForm) all() []ui.Field {
	fields := f.Fields
	for _, s := range f.Calendar {
		fields = append(fields[:len(fields):len(fields)], s.Fields...)
		fields = append(fields, ui.Field{Name: string(s.Stage), ID: "f-" + fieldOf(s.Stage, "opens"), Label: s.Name})
	}
	return fields
}

// typedRound reads the form of a round. The error names fields that say no
// number and no moment.
func typedRound(r *httpx.Request) (round.Round, *par.Error) {
	faults := map[string]par.Text{}
	year, err := strconv.Atoi(r.Text("year"))
	if err != nil {
		faults["year"] = par.T("round.bad_year")
	}
	typed := round.Round{Code: r.Text("code"), Year: year, Title: r.Text("title"), DemoNote: r.Text("demo_note")}
	if minutes := r.Text("late_upload"); minutes != "" {
		if typed.LateUpload, err = strconv.Atoi(minutes); err != nil {
			faults["late_upload"] = par.T("error.range", "min", "0", "max", 24*60)
		}
	}
	for _, stage := range round.Timed() {
		w := round.Window{Stage: stage}
		moment := func(part, usual string) par.Time {
			day, clock := fieldOf(stage, part), fieldOf(stage, part+"_at")
			return readMoment(r.Text(day), r.Text(clock), usual, day, clock, faults)
		}
		w.Opens, w.Closes = moment("opens", "08:00"), moment("closes", "17:00")
		typed.Calendar = append(typed.Calendar, w)
	}
	if len(faults) > 0 {
		return typed, par.InvalidFields(faults)
	}
	return typed, nil
}

// everyFault adds to what could not be read of a form what else is wrong with
// it, so that all is put right in one pass. Of a stage with a moment that could
// not be read nothing more is said.
func everyFault(unread *par.Error, others map[string]par.Text) *par.Error {
	all := maps.Clone(unread.Fields)
	for name, text := range others {
		partly := slices.ContainsFunc([]string{"opens", "opens_at", "closes", "closes_at"}, func(part string) bool {
			_, faulty := unread.Fields[fieldOf(par.Stage(name), part)]
			return faulty
		})
		if _, told := all[name]; !told && !partly {
			all[name] = text
		}
	}
	return par.InvalidFields(all)
}

func fieldOf(stage par.Stage, part string) string { return string(stage) + "_" + part }

// newRoundForm draws the form from a round, or again from what was typed.
func newRoundForm(r *httpx.Request, from round.Round, refused *par.Error) roundForm {
	p := printer(r)
	typed := func(name, stored string) string {
		if refused != nil && r.Form.Has(name) {
			return r.Form.Get(name)
		}
		return stored
	}
	form := roundForm{Key: r.Random(16), Version: from.Version, Err: refused}
	if from.ID == "" {
		form.Fields = append(form.Fields, ui.Field{
			Name: "code", Label: p.T("round.code"), Value: typed("code", from.Code), MaxLength: 32, Required: true, Hint: p.T("round.code_hint"),
		})
	}
	form.Fields = append(form.Fields,
		ui.Field{Name: "title", Label: p.T("round.round_title"), Value: typed("title", from.Title), MaxLength: 300, Required: true},
		ui.Field{Name: "year", Label: p.T("common.year"), Value: typed("year", strconv.Itoa(from.Year)), MaxLength: 4, Required: true, Number: true},
		ui.Field{Name: "demo_note", Label: p.T("round.demo_note"), Value: typed("demo_note", from.DemoNote), MaxLength: 500, Hint: p.T("round.demo_hint")},
	)
	form.Fields = append(form.Fields, ui.Field{
		Name: "late_upload", Label: p.T("round.late_upload"), Value: typed("late_upload", strconv.Itoa(from.LateUpload)), MaxLength: 4, Number: true,
		Hint: p.T("round.late_upload_hint"),
	})
	if from.ID != "" && from.State != par.Preparing {
		form.Fields = append(form.Fields, ui.Field{
			Name: "reason", Label: p.T("round.calendar_why"), Value: typed("reason", ""), MaxLength: 2000, Hint: p.T("round.calendar_why_hint"),
		})
	}
	for i := range form.Fields {
		form.Fields[i] = form.Fields[i].Refused(p, refused)
	}
	for _, stage := range round.Timed() {
		form.Calendar = append(form.Calendar, calendarFields(p, from.Window(stage), typed, refused))
	}
	return form
}

func calendarFields(p i18n.Printer, w round.Window, typed func(name, stored string) string, refused *par.Error) stageFields {
	name := p.Value(w.Stage)
	field := func(part, label, form string, length int, stored string) ui.Field {
		f := ui.Field{
			Name: fieldOf(w.Stage, part), Label: p.T(label), Hint: p.T(form), MaxLength: length, Value: typed(fieldOf(w.Stage, part), stored),
		}.Refused(p, refused)
		if f.Error != "" {
			f.Error = name + ": " + f.Error
		}
		return f
	}
	s := stageFields{Stage: w.Stage, Name: name, Fields: []ui.Field{
		field("opens", "round.opens", "round.day_form", 10, dayField(w.Opens)), field("opens_at", "round.opens_at", "round.clock_form", 8, clockField(w.Opens)),
		field("closes", "round.closes", "round.day_form", 10, dayField(w.Closes)), field("closes_at", "round.closes_at", "round.clock_form", 8, clockField(w.Closes)),
	}}
	if w.Stage != par.SelfScoring && w.Stage != par.Appraisal1 {
		s.Optional, s.Hint = true, p.T("round.without."+string(w.Stage))
	}
	if refused != nil {
		if text, ok := refused.Fields[string(w.Stage)]; ok {
			s.Error = p.Text(text)
		}
	}
	return s
}

// newRoundView is the page of a new round.
type newRoundView struct {
	ui.Page
	Form roundForm
}

func (h *handlers) newRoundPage(r *httpx.Request, from round.Round, refused *par.Error) httpx.Reply {
	v := newRoundView{Page: h.page(r, printer(r).T("round.new"), pathRounds), Form: newRoundForm(r, from, refused)}
	return httpx.Page{Status: statusOf(refused), Body: newRoundPage(v)}
}

func (h *handlers) showNewRound(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.CreateRound); err != nil {
		return nil, err
	}
	year := r.Now.Std().In(i18n.Zone()).Year()
	return h.newRoundPage(r, round.Round{Year: year, Title: printer(r).T("round.usual_title", "year", year)}, nil), nil
}

func (h *handlers) postNewRound(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.CreateRound); err != nil {
		return nil, err
	}
	typed, refused := typedRound(r)
	if refused == nil {
		made, err := h.Rounds.CreateRound(r.Context(), r.Actor, typed, r.Key())
		if err == nil {
			return httpx.Redirect{To: roundPath(made, "/setup"), Done: "round_made"}, nil
		}
		if refused = refusal(err); refused == nil {
			return nil, err
		}
	} else {
		refused = everyFault(refused, typed.Faults(round.Round{State: par.Preparing}, ""))
	}
	return h.newRoundPage(r, round.Round{}, refused), nil
}

// setupView is everything that is configured about a round.
type setupView struct {
	ui.Page
	round.Setup
	Form    roundForm
	Refused *par.Error // of another form than the first
	Moves   []moveView
	Draft   bool // still being prepared: blocks and units may change
}

func (h *handlers) setupPage(r *httpx.Request, ofForm, ofOther *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Rounds.Setup(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := setupView{
		Page: h.page(r, p.T("round.setup_of", "round", s.Title), pathRounds), Setup: s, Form: newRoundForm(r, s.Round, ofForm), Refused: ofOther,
		Draft: s.State == par.Preparing,
	}
	v.DemoNote = s.DemoNote
	if v.Moves, err = h.moves(r, p, s); err != nil {
		return nil, err
	}
	status := statusOf(ofForm)
	if ofOther != nil {
		status = statusOf(ofOther)
	}
	return httpx.Page{Status: status, Body: setupPage(v)}, nil
}

func (h *handlers) showSetup(r *httpx.Request) (httpx.Reply, error) { return h.setupPage(r, nil, nil) }

func (h *handlers) postSetup(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	typed, refused := typedRound(r)
	if refused == nil {
		typed.ID, typed.Version = id, version(r)
		err := h.Rounds.ConfigureRound(r.Context(), r.Actor, typed, r.Text("reason"), r.Key())
		if err == nil {
			return httpx.Redirect{To: roundPath(typed, "/setup"), Done: "saved"}, nil
		}
		if refused = refusal(err); refused == nil {
			return nil, err
		}
	} else {
		stored, err := h.Rounds.Setup(r.Context(), r.Actor, id)
		if err != nil {
			return nil, err
		}
		typed.ID = id
		refused = everyFault(refused, typed.Faults(stored.Round, r.Text("reason")))
	}
	return h.setupPage(r, refused, nil)
}

func (h *handlers) postStage(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	err = h.Rounds.MoveStage(r.Context(), r.Actor, id, version(r), par.Stage(r.Text("to")), r.Key())
	if err == nil {
		return httpx.Redirect{To: pathRounds + "/" + string(id), Done: "stage_moved"}, nil
	}
	return h.refusedAtSetup(r, err)
}

// refusedAtSetup shows the setup again with what it refused.
func (h *handlers) refusedAtSetup(r *httpx.Request, err error) (httpx.Reply, error) {
	e, ok := par.AsError(err)
	if ok && (e.Code == par.Invalid || e.Code == par.Conflict || e.Code == par.Closed) && may(r, policy.ConfigureRound, policy.Resource{}) {
		return h.setupPage(r, nil, e)
	}
	return nil, err
}
