package web

import (
	"cmp"
	"slices"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// dossiersView lists the sheets of one's own units.
type dossiersView struct {
	Page ui.Page
	P    i18n.Printer
	Rows []dossierRow
}

type dossierRow struct {
	Round, Unit, Block, State, When, Href, Review string
	Notice, Explain                               string // of the first result, once it was served
}

// wasServed tells whether a first result has been served on a unit.
func wasServed(p dossier.Place) bool {
	states := par.DossierStates()
	return p.Round.Plays(par.Explanation) && slices.Index(states, p.Dossier.State) >= slices.Index(states, par.Notified)
}

func (h *handlers) showDossiers(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ListDossiers); err != nil {
		return nil, err
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := dossiersView{Page: h.page(r, p.T("dossiers.title"), "/dossiers"), P: p}
	slices.SortStableFunc(mine, func(a, b dossier.Place) int { return cmp.Compare(b.Round.Year, a.Round.Year) })
	for _, m := range mine {
		row := dossierRow{
			Round: m.Round.Title, Unit: m.Unit.Name, Block: m.Block.Name, State: p.Value(m.Dossier.State), When: dueText(p, m.Round, r.Now),
			Href: sheetPath(m.Dossier.ID), Review: sheetPath(m.Dossier.ID) + "/review",
		}
		if wasServed(m) {
			row.Notice, row.Explain = sheetPath(m.Dossier.ID)+"/notice", explanationPath(m.Dossier.ID)
		}
		v.Rows = append(v.Rows, row)
	}
	return httpx.Page{Body: dossiersPage(v)}, nil
}
