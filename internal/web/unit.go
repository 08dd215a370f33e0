package web

import (
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

const pathUnits = "/units"

// unitRoutes keep the list of the agencies that are scored.
func (h *handlers) unitRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/units", Action: policy.ReadUnits, Handle: h.showUnits},
		{Method: "GET", Path: "/units/new", Action: policy.ManageUnit, Handle: h.showNewUnit},
		{Method: "POST", Path: "/units", Action: policy.ManageUnit, Handle: h.postNewUnit},
		{Method: "GET", Path: "/units/{unit}/edit", Action: policy.ManageUnit, Handle: h.showUnitForm},
		{Method: "POST", Path: "/units/{unit}", Action: policy.ManageUnit, Handle: h.postUnit},
	}
}

// unitsView is the list of units, by level.
type unitsView struct {
	ui.Page
	Search ui.Field
	Levels []unitLevel
	Found  int
	Manage bool
}

// unitLevel is the units of one level in the order of their names.
type unitLevel struct {
	Level unit.Level
	Name  string
	Units []unit.Unit
}

func byLevel(p i18n.Printer, units []unit.Unit) []unitLevel {
	var levels []unitLevel
	for _, level := range unit.Levels() {
		one := unitLevel{Level: level, Name: levelName(p, string(level))}
		for _, u := range units {
			if u.Level == level {
				one.Units = append(one.Units, u)
			}
		}
		if len(one.Units) > 0 {
			i18n.SortBy(one.Units, func(u unit.Unit) string { return u.Name })
			levels = append(levels, one)
		}
	}
	return levels
}

// levelName says a level of government; a set may have none.
func levelName(p i18n.Printer, level string) string {
	if level == "" {
		return p.T("criteria.any_level")
	}
	return p.T("criteria.level." + level)
}

func (h *handlers) showUnits(r *httpx.Request) (httpx.Reply, error) {
	units, err := h.Units.ListUnits(r.Context(), r.Actor, r.Text("q"))
	if err != nil {
		return nil, err
	}
	p := printer(r)
	if exporting(r) {
		return exportUnits(r, byLevel(p, units))
	}
	return httpx.Page{Body: unitsPage(unitsView{
		Page: h.page(r, p.T("unit.title"), pathUnits), Levels: byLevel(p, units), Found: len(units),
		Search: ui.Field{Name: "q", Label: p.T("unit.search"), Type: "search", Value: r.Text("q"), MaxLength: 100},
		Manage: policy.MayEver(r.Actor, policy.ManageUnit) == nil,
	})}, nil
}

// unitView is the form of one unit.
type unitView struct {
	ui.Page
	Unit   unit.Unit
	Stored *unit.Unit // what another has saved meanwhile
	Key    string
	Err    *par.Error
	Fields []ui.Field
	Active ui.Field
}

func (h *handlers) unitForm(r *httpx.Request, u unit.Unit, refused *par.Error) httpx.Reply {
	p := printer(r)
	title, active := p.T("unit.new"), ""
	if u.ID != "" {
		title = p.T("unit.edit", "unit", u.Name)
	}
	if u.Active {
		active = "yes"
	}
	levels := ui.Field{Name: "level", Label: p.T("unit.level"), Value: string(u.Level), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, level := range unit.Levels() {
		levels.Options = append(levels.Options, ui.Option{Value: string(level), Label: levelName(p, string(level))})
	}
	v := unitView{
		Page: h.page(r, title, pathUnits), Unit: u, Key: r.Random(16), Err: refused,
		Active: ui.Field{Name: "active", Label: p.T("unit.active"), Hint: p.T("unit.active_hint"), Value: active},
		Fields: []ui.Field{
			{Name: "name", Label: p.T("unit.name"), Value: u.Name, MaxLength: 200, Required: true},
			{Name: "short", Label: p.T("unit.short"), Value: u.Short, MaxLength: 60, Hint: p.T("unit.short_hint")},
			{Name: "code", Label: p.T("unit.code"), Value: u.Code, MaxLength: 32, Required: true, Hint: p.T("unit.code_hint")},
			levels,
		},
	}
	for i := range v.Fields {
		v.Fields[i] = v.Fields[i].Refused(p, refused)
	}
	if refused == nil {
		return httpx.Page{Body: unitPage(v)}
	}
	if now, ok := refused.Detail.(unit.Unit); ok {
		v.Stored, v.Unit.Version = &now, now.Version // saving again replaces what the page shows as stored
	}
	return httpx.Page{Status: httpx.Status(refused), Body: unitPage(v)}
}

func (h *handlers) showNewUnit(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ManageUnit); err != nil {
		return nil, err
	}
	return h.unitForm(r, unit.Unit{Active: true}, nil), nil
}

func (h *handlers) showUnitForm(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	u, err := h.Units.Unit(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return h.unitForm(r, u, nil), nil
}

func (h *handlers) postNewUnit(r *httpx.Request) (httpx.Reply, error) { return h.saveUnit(r, "") }

func (h *handlers) postUnit(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	return h.saveUnit(r, id)
}

func (h *handlers) saveUnit(r *httpx.Request, id par.ID) (httpx.Reply, error) {
	typed := unit.Unit{
		ID: id, Name: r.Text("name"), Short: r.Text("short"), Code: r.Text("code"), Level: unit.Level(r.Text("level")),
		Active: r.Flag("active"), Version: version(r),
	}
	_, err := h.Units.SaveUnit(r.Context(), r.Actor, typed, r.Key())
	if refused := refusal(err); refused != nil {
		return h.unitForm(r, typed, refused), nil
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathUnits, Done: "saved"}, nil
}
