package web

import (
	"net/url"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// boardFilter narrows a board.
type boardFilter struct {
	Stage par.Stage
	Block string
	State par.DossierState
	Late  bool
}

func boardFilterOf(r *httpx.Request) boardFilter {
	return boardFilter{par.Stage(r.Text("stage")), r.Text("block"), par.DossierState(r.Text("state")), r.Text("late") == "yes"}
}

// narrows tells whether the filter leaves anything out.
func (f boardFilter) narrows() bool { return f.Block != "" || f.State != "" || f.Late }

// query is the filter as it stands in an address.
func (f boardFilter) query() string {
	q := url.Values{}
	for name, value := range map[string]string{"stage": string(f.Stage), "block": f.Block, "state": string(f.State)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Late {
		q.Set("late", "yes")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// narrow keeps the units that the filter lets through; a block without any is
// left out where the filter leaves anything out.
func (f boardFilter) narrow(b dossier.Board) dossier.Board {
	part := b
	part.Blocks = nil
	for _, block := range b.Blocks {
		if f.Block != "" && f.Block != block.Block.Code {
			continue
		}
		kept := block
		kept.Units = nil
		for _, u := range block.Units {
			if (f.State == "" || f.State == u.State) && (!f.Late || b.Late(u) > 0 || b.Behind(u)) {
				kept.Units = append(kept.Units, u)
			}
		}
		if len(kept.Units) > 0 || !f.narrows() {
			part.Blocks = append(part.Blocks, kept)
		}
	}
	return part
}

// fields are the filter as a form offers it: only what the board has.
func (f boardFilter) fields(p i18n.Printer, b dossier.Board) []ui.Field {
	block := ui.Field{Name: "block", Label: p.T("board.block"), Value: f.Block, Options: []ui.Option{{Label: p.T("board.all_blocks")}}}
	state := ui.Field{Name: "state", Label: p.T("common.state"), Value: string(f.State), Options: []ui.Option{{Label: p.T("board.all_states")}}}
	held := map[par.DossierState]bool{}
	for _, one := range b.Blocks {
		block.Options = append(block.Options, ui.Option{Value: one.Block.Code, Label: one.Block.Name})
		for _, u := range one.Units {
			held[u.State] = true
		}
	}
	for _, s := range par.DossierStates() {
		if held[s] {
			state.Options = append(state.Options, ui.Option{Value: string(s), Label: p.Value(s)})
		}
	}
	late := ui.Field{Name: "late", Label: p.T("board.only_late")}
	if f.Late {
		late.Value = "yes"
	}
	return []ui.Field{block, state, late}
}
