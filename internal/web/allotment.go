package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

func allotmentPath(roundID par.ID) string {
	return pathRounds + "/" + string(roundID) + "/allotment"
}

// allotmentView is how work is shared out, the proposal, and the forms by which
// the standing body changes it.
type allotmentView struct {
	ui.Page
	appraisal.Sharing
	Key, OverKey, HandKey string // of the proposal, handing over, and the list of an area
	Loads                 []load
	Areas                 []sharedArea
	Area                  string // the area whose units are listed, as block:area
	Pick                  ui.Field
	Over                  []ui.Field // who hands over, and to whom
	Stuck                 []stuck    // who cannot do what is allotted to him
	names                 map[par.ID]string
	typed                 map[par.ID]par.ID // by dossier, what was chosen and refused
	refused               *par.Error
	byHand                bool // the refusal is of the list of an area
}

// stuck is one who holds open work and can no longer do it.
type stuck struct {
	appraisal.Judge
	Units int
}

// openWith counts the units of a person that are not finished.
func (v allotmentView) openWith(person par.ID) (n int) {
	for _, s := range v.Shares {
		if s.Holder == person && s.Open > 0 {
			n++
		}
	}
	return n
}

// cannot says why a person can be given nothing; empty: he can.
func (v allotmentView) cannot(j appraisal.Judge) string {
	switch {
	case j.Locked:
		return v.P.T("fair.judge_locked")
	case j.Former:
		return v.P.T("fair.judge_former")
	}
	return ""
}

// sharedArea is an area of a block that several people appraise.
type sharedArea struct {
	Block string
	Node  *score.Node
	Label string
}

func (a sharedArea) value() string { return withBlock(a.Block, a.Node.Code) }

// short is the area's code, which a column's head has room for.
func (a sharedArea) short() string {
	if block, _, found := strings.Cut(a.Label, ": "); found && !strings.HasPrefix(a.Label, a.Node.Code+".") {
		return block + " " + a.Node.Code
	}
	return a.Node.Code
}

// load is what one person has, and would have.
type load struct {
	Name   string
	Cannot string   // why he can be given nothing; empty: he can
	Areas  []amount // in the order of the areas
	All    amount
	Open   int
	Should amount // if the proposal were accepted
}

type amount struct{ units, leaves int }

// class lets a narrow page leave out what nobody has.
func (a amount) class() string {
	if a.units == 0 {
		return "wide none"
	}
	return "wide"
}

func (a *amount) add(s appraisal.Share) { a.units, a.leaves = a.units+1, a.leaves+s.Leaves }

func (h *handlers) showAllotment(r *httpx.Request) (httpx.Reply, error) {
	return h.allotmentPage(r, nil, nil)
}

func (h *handlers) allotmentPage(r *httpx.Request, refused *par.Error, typed []appraisal.Choice) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Appraisals.Allotments(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := allotmentView{
		Page: h.page(r, p.T("fair.allotment"), pathRounds), Sharing: s, Key: r.Random(16), OverKey: r.Random(16), HandKey: r.Random(16),
		names: map[par.ID]string{}, typed: map[par.ID]par.ID{}, refused: refused, byHand: len(typed) > 0, Area: r.Text("area"),
	}
	v.DemoNote = s.Round.DemoNote
	for _, j := range s.Judges {
		v.names[j.Person] = j.Name
		if held := v.openWith(j.Person); !j.Able() && held > 0 {
			v.Stuck = append(v.Stuck, stuck{j, held})
		}
	}
	for _, c := range typed {
		v.typed[c.Dossier] = c.Person
	}
	v.Areas = v.areas()
	v.Loads = v.loads()
	v.Pick, v.Over = v.pick(), v.over(r)
	return httpx.Page{Status: statusOf(refused), Body: allotmentPage(v)}, nil
}

// areas lists the areas that are shared out, in the order of the blocks.
func (v allotmentView) areas() []sharedArea {
	var all []sharedArea
	for _, b := range v.Round.Blocks {
		var some []sharedArea
		for _, s := range v.Shares {
			known := slices.ContainsFunc(some, func(a sharedArea) bool { return a.Node.Code == s.Area })
			if s.Block == b.Code && !known {
				label := s.Node.Code + ". " + s.Node.Title
				if len(v.Round.Blocks) > 1 {
					label = b.Name + ": " + label
				}
				some = append(some, sharedArea{b.Code, s.Node, label})
			}
		}
		slices.SortStableFunc(some, func(a, b sharedArea) int { return cmp.Compare(a.Node.Code, b.Node.Code) })
		all = append(all, some...)
	}
	return all
}

// loads adds up what each person has in areas that are shared out; the last
// line is what nobody has.
func (v allotmentView) loads() []load {
	lines, people := []load{}, []par.ID{}
	for _, j := range v.Judges {
		takesPart := func(s appraisal.Share) bool { return s.Holder == j.Person || slices.Contains(s.Able, j.Person) }
		if slices.ContainsFunc(v.Shares, takesPart) {
			lines, people = append(lines, load{Name: j.Name, Cannot: v.cannot(j)}), append(people, j.Person)
		}
	}
	lines, people = append(lines, load{Name: v.P.T("fair.nobody")}), append(people, "")
	for i := range lines {
		lines[i].Areas = make([]amount, len(v.Areas))
	}
	for _, s := range v.Shares {
		at := slices.IndexFunc(v.Areas, func(a sharedArea) bool { return a.Block == s.Block && a.Node.Code == s.Area })
		if i := slices.Index(people, s.Holder); i >= 0 {
			lines[i].All.add(s)
			lines[i].Areas[at].add(s)
			lines[i].Open += s.Open
		}
		if i := slices.Index(people, s.Proposed); i >= 0 {
			lines[i].Should.add(s)
		}
	}
	return lines
}

func (v allotmentView) pick() ui.Field {
	f := ui.Field{Name: "area", Label: v.P.T("appraisal.area"), Value: v.Area, Options: []ui.Option{{Label: v.P.T("common.choose")}}}
	for _, a := range v.Areas {
		f.Options = append(f.Options, ui.Option{Value: a.value(), Label: a.Label})
	}
	return f
}

func (v allotmentView) over(r *httpx.Request) []ui.Field {
	from := ui.Field{Name: "from", Label: v.P.T("fair.hand_from"), Value: r.Text("from"), Required: true, Options: []ui.Option{{Label: v.P.T("common.choose")}}}
	to := ui.Field{Name: "to", Label: v.P.T("fair.hand_to"), Value: r.Text("to"), Required: true, Options: []ui.Option{{Label: v.P.T("common.choose")}}}
	for _, j := range v.Judges {
		if v.openWith(j.Person) > 0 {
			label := j.Name
			if why := v.cannot(j); why != "" {
				label += " (" + why + ")"
			}
			from.Options = append(from.Options, ui.Option{Value: string(j.Person), Label: label})
		}
		if slices.ContainsFunc(v.Shares, func(s appraisal.Share) bool { return slices.Contains(s.Able, j.Person) }) {
			to.Options = append(to.Options, ui.Option{Value: string(j.Person), Label: j.Name})
		}
	}
	return []ui.Field{from.Refused(v.P, v.refused), to.Refused(v.P, v.refused)}
}

// listed is the units of the area that was chosen, by name.
func (v allotmentView) listed() []appraisal.Share {
	var some []appraisal.Share
	block, area := within(v.Area)
	for _, s := range v.Shares {
		if s.Block == block && s.Area == area {
			some = append(some, s)
		}
	}
	i18n.SortBy(some, func(s appraisal.Share) string { return s.Unit.Name })
	return some
}

// holder is the choice among those who may judge a unit.
func (v allotmentView) holder(s appraisal.Share) ui.Field {
	f := ui.Field{
		Name: appraisal.HolderField(s.Dossier), ID: "f-" + string(s.Dossier), Label: v.P.T("fair.holder_of", "unit", s.Unit.Name), Value: string(s.Holder),
		Options: []ui.Option{{Label: v.P.T("fair.anybody")}},
	}
	if typed, ok := v.typed[s.Dossier]; ok {
		f.Value = string(typed)
	}
	if s.Gone {
		f.Options = append(f.Options, ui.Option{Value: string(s.Holder), Label: v.names[s.Holder]})
	}
	for _, person := range s.Able {
		f.Options = append(f.Options, ui.Option{Value: string(person), Label: v.names[person]})
	}
	return f.Refused(v.P, v.refused)
}

// proposed says whom the proposal names.
func (v allotmentView) proposed(s appraisal.Share) string {
	switch {
	case s.Proposed == "":
		return v.P.T("fair.nobody_able")
	case !s.New():
		return v.P.T("fair.stays")
	}
	return v.names[s.Proposed]
}

func (v allotmentView) amount(a amount) string {
	if a.units == 0 {
		return "–"
	}
	return v.P.T("fair.units_leaves", "units", a.units, "leaves", a.leaves)
}

func (h *handlers) postAllotment(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	digest, chosen := r.Text("digest"), []appraisal.Choice(nil)
	if digest == "" {
		chosen = choicesOf(r)
	}
	_, err = h.Appraisals.AllotWork(r.Context(), r.Actor, id, digest, chosen, r.Key())
	if refused := refusal(err); refused != nil {
		return h.allotmentPage(r, refused, chosen)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: allotmentPath(id), Done: "allotted"}, nil
}

// choicesOf reads the list of an area: of each unit its person and version.
func choicesOf(r *httpx.Request) []appraisal.Choice {
	_, area := within(r.Text("area"))
	var all []appraisal.Choice
	for _, text := range r.Form["dossier"] {
		dossierID := par.ID(text)
		version, _ := strconv.ParseInt(r.Text("version."+text), 10, 64) // what is no number is an old version
		all = append(all, appraisal.Choice{Dossier: dossierID, Area: area, Person: par.ID(r.Text(appraisal.HolderField(dossierID))), Version: version})
	}
	return all
}

func (h *handlers) postHandOver(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	_, err = h.Appraisals.HandOver(r.Context(), r.Actor, id, par.ID(r.Text("from")), par.ID(r.Text("to")), r.Key())
	if refused := refusal(err); refused != nil {
		return h.allotmentPage(r, refused, nil)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: allotmentPath(id), Done: "handed_over"}, nil
}

func (v allotmentView) loadHeads() []ui.Head {
	heads := []ui.Head{{Label: v.P.T("fair.appraiser")}}
	for _, a := range v.Areas {
		heads = append(heads, ui.Head{Label: a.short()})
	}
	return append(heads, ui.Head{Label: v.P.T("fair.all_areas")}, ui.Head{Label: v.P.T("fair.open_left"), Class: "num"}, ui.Head{Label: v.P.T("fair.if_accepted")})
}
