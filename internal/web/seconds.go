package web

import (
	"slices"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

func secondsPath(roundID par.ID) string {
	return pathRounds + "/" + string(roundID) + "/second-opinions"
}

// secondsView is the second opinions of a round, and the form that asks for more.
type secondsView struct {
	ui.Page
	appraisal.Seconds
	Key     string
	keys    []string                  // of the forms that take questions back
	talks   map[par.ID]map[string]int // open threads by dossier and leaf
	Fields  []ui.Field
	refused *par.Error
}

func (h *handlers) showSeconds(r *httpx.Request) (httpx.Reply, error) {
	return h.secondsPage(r, nil)
}

func (h *handlers) secondsPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Appraisals.SecondOpinions(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := secondsView{Page: h.page(r, p.T("fair.seconds"), pathRounds), Seconds: s, Key: r.Random(16), refused: refused}
	v.DemoNote = s.Round.DemoNote
	v.Fields = v.fields(r)
	var dossiers []par.ID
	for _, pair := range s.Pairs {
		v.keys = append(v.keys, r.Random(16))
		if !slices.Contains(dossiers, pair.DossierID) {
			dossiers = append(dossiers, pair.DossierID)
		}
	}
	if v.talks, err = h.Threads.OpenCounts(r.Context(), r.Actor, dossiers...); err != nil {
		return nil, err
	}
	return httpx.Page{Status: statusOf(refused), Body: secondsPage(v)}, nil
}

// fields are who is asked, in which area, and about how many leaves or which one.
func (v secondsView) fields(r *httpx.Request) []ui.Field {
	p := v.P
	person := ui.Field{Name: "person", Label: p.T("fair.ask_whom"), Value: r.Text("person"), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, j := range v.Appraisers {
		if j.Locked {
			continue
		}
		person.Options = append(person.Options, ui.Option{Value: string(j.Person), Label: j.Name})
	}
	area := ui.Field{Name: "area", Label: p.T("appraisal.area"), Value: r.Text("area"), Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, b := range v.Blocks {
		for _, n := range b.Edition.Set.Areas() {
			if !judgedArea(n) {
				continue
			}
			label := n.Code + ". " + n.Title
			if len(v.Blocks) > 1 {
				label = b.Name + ": " + label
			}
			area.Options = append(area.Options, ui.Option{Value: withBlock(b.Code, n.Code), Label: label})
		}
	}
	count := ui.Field{Name: "count", Label: p.T("fair.how_many"), Value: r.Text("count"), Number: true, MaxLength: 3, Autocomplete: "off", Hint: p.T("fair.how_many_hint")}
	fields := []ui.Field{person, area, count}
	for i := range fields {
		fields[i] = fields[i].Refused(p, v.refused)
	}
	return fields
}

// judgedArea tells whether an area has a leaf that a person must judge.
func judgedArea(area *score.Node) bool {
	for _, n := range criteria.LeavesBelow(area) {
		if n.Rule.Type != score.RuleSurvey {
			return true
		}
	}
	return false
}

func (h *handlers) postSeconds(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	q := appraisal.Question{Person: par.ID(r.Text("person")), Dossier: par.ID(r.Text("dossier")), Leaf: r.Text("leaf")}
	q.Block, q.Area = within(r.Text("area"))
	q.Count, _ = strconv.Atoi(r.Text("count")) // what is no number is refused like none
	_, err = h.Appraisals.AskSecondOpinion(r.Context(), r.Actor, id, q, r.Key())
	if refused := refusal(err); refused != nil {
		return h.secondsPage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: secondsPath(id), Done: "asked"}, nil
}

func (h *handlers) postWithdrawSecond(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	roundID, err := h.Appraisals.WithdrawSecondOpinion(r.Context(), r.Actor, id, r.PathValue("leaf"), version(r), r.Key())
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: secondsPath(roundID), Done: "saved"}, nil
}

// said says one of two opinions in a few words.
func (v secondsView) said(mark dossier.Score, s score.LeafScore) string {
	if !mark.Given() {
		return "–"
	}
	text := shownPoints(v.P, s)
	if mark.Reason != "" {
		text += " · " + v.P.Value(mark.Reason)
	}
	return text
}

// secondView is a claim before the one who gives a second opinion.
type secondView struct {
	itemView
	Pair appraisal.SecondView
}

func (h *handlers) showSecond(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	s, err := h.Appraisals.SecondOpinion(r.Context(), r.Actor, id, r.PathValue("leaf"))
	if err != nil {
		return nil, err
	}
	v, err := h.secondView(r, s, nil)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: secondPage(v)}, nil
}

// secondView draws the claim as the item's own page does, with the form of the
// opinion. What others say of it waits until the opinion is given.
func (h *handlers) secondView(r *httpx.Request, s appraisal.SecondView, typed *markForm) (secondView, error) {
	item := s.View
	item.Mark, item.Marked = s.Own, s.Owned // the form holds one's own opinion, not the first mark
	form := formOf(printer(r), item)
	if typed != nil {
		form = *typed
	}
	drawn, err := h.itemView(r, item, form)
	v := secondView{itemView: drawn, Pair: s}
	if err != nil {
		return v, err
	}
	v.Title = v.P.T("fair.second_title", "code", s.Node.Code, "unit", s.View.Unit.Name)
	id, leaf := s.Dossier.ID, s.Node.Code
	return v, h.talkAbout(r, id, leaf, leafPath(id, leaf, "second")+"#talk", &v.talk)
}

func (h *handlers) postSecond(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	s, err := h.Appraisals.SecondOpinion(r.Context(), r.Actor, id, leaf)
	if err != nil { // perhaps it is only too late: that is for the use case to say
		_, err = h.Appraisals.GiveSecondOpinion(r.Context(), r.Actor, id, appraisal.Mark{Leaf: leaf}, r.Key())
		return nil, err
	}
	typed := typedMark(r, s.Node)
	mark, err := typed.mark()
	if err == nil {
		_, err = h.Appraisals.GiveSecondOpinion(r.Context(), r.Actor, id, mark, r.Key())
	}
	if err == nil {
		return httpx.Redirect{To: leafPath(id, leaf, "second"), Done: "second_given"}, nil
	}
	if typed.refused = refusal(err); typed.refused == nil {
		return nil, err
	}
	if s, err = h.Appraisals.SecondOpinion(r.Context(), r.Actor, id, leaf); err != nil {
		return nil, err
	}
	v, err := h.secondView(r, s, &typed)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Status: httpx.Status(typed.refused), Body: secondPage(v)}, nil
}
