package web

import (
	"context"
	"net/url"
	"strconv"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
)

func explanationPath(id par.ID) string { return sheetPath(id) + "/explanation" }

// showExplanation shows what a unit may explain, or for its script one leaf.
// Whoever sees what was cut here has opened the notice.
func (h *handlers) showExplanation(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	if !r.WantsFragment() {
		if _, err := h.Explanations.Notice(r.Context(), r.Actor, id); err != nil {
			return nil, err
		}
	}
	m, err := h.explainMaker(r, id, overlay{})
	if err != nil {
		return nil, err
	}
	if r.WantsFragment() {
		parts := m.parts(r.Text("leaf"))
		parts.Whole = true
		return httpx.Fragment{Body: explainParts(parts)}, nil
	}
	return httpx.Page{Body: explanationPage(h.explanationView(r, m))}, nil
}

func (h *handlers) explainMaker(r *httpx.Request, id par.ID, over overlay) (*explainMaker, error) {
	sheet, err := h.Explanations.Sheet(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return &explainMaker{Sheet: sheet, p: printer(r), w: wordingOf(printer(r), sheet.Edition.Set), actor: r.Actor, over: over, key: r.Random(8)}, nil
}

// postExplanation saves words or figures of one leaf, as the sheet saves.
func (h *handlers) postExplanation(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	if who := r.Header.Get("X-Person"); who != "" && par.ID(who) != r.Actor.Person {
		policy.Note(r.Context(), policy.ExplainScore) // somebody else has signed in since this was typed
		return nil, par.E(par.Unauthenticated, "error.unauthenticated")
	}
	change := changeOf(r)
	saved, err := h.Explanations.ExplainScore(r.Context(), r.Actor, id, change, r.Key())
	return h.savedExplanation(r, id, change.Leaf, saved, err)
}

func (h *handlers) postAcceptCut(r *httpx.Request) (httpx.Reply, error) {
	return h.changeAcceptance(r, h.Explanations.AcceptCut)
}

func (h *handlers) postReconsider(r *httpx.Request) (httpx.Reply, error) {
	return h.changeAcceptance(r, h.Explanations.Reconsider)
}

func (h *handlers) changeAcceptance(r *httpx.Request, change func(context.Context, par.Actor, par.ID, string, int64, db.Key) (dossier.Saved, error)) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	saved, err := change(r.Context(), r.Actor, id, leaf, version(r), r.Key())
	return h.savedExplanation(r, id, leaf, saved, err)
}

func (h *handlers) savedExplanation(r *httpx.Request, id par.ID, leaf string, saved dossier.Saved, err error) (httpx.Reply, error) {
	switch {
	case err != nil:
		return h.refusedExplanation(r, id, leaf, err)
	case r.WantsJSON():
		return httpx.JSON{Value: saved}, nil
	case r.WantsFragment():
		m, err := h.explainMaker(r, id, overlay{})
		if err != nil {
			return nil, err
		}
		parts := m.parts(leaf)
		parts.Version = strconv.FormatInt(saved.Version, 10)
		return httpx.Fragment{Body: explainParts(parts)}, nil
	}
	return httpx.Redirect{To: explanationPath(id) + "#m-" + url.PathEscape(leaf), Done: "saved"}, nil
}

// refusedExplanation shows the leaf again with what was typed, and what is wrong.
func (h *handlers) refusedExplanation(r *httpx.Request, id par.ID, leaf string, err error) (httpx.Reply, error) {
	e, ok := par.AsError(err)
	if !ok || r.WantsJSON() || (e.Code != par.Invalid && e.Code != par.Conflict && e.Code != par.Closed) {
		return nil, err
	}
	over := overlay{leaf: leaf, typed: r.Form, err: e}
	if conflict, isConflict := e.Detail.(dossier.Conflict); isConflict {
		over.conflict = &conflict
	}
	m, loadErr := h.explainMaker(r, id, over)
	if loadErr != nil {
		return nil, err
	}
	if _, found := m.Find(leaf); !found {
		return nil, err
	}
	if r.WantsFragment() {
		return httpx.Fragment{Status: httpx.Status(e), Body: explainParts(m.parts(leaf))}, nil
	}
	return httpx.Page{Status: httpx.Status(e), Body: explanationPage(h.explanationView(r, m))}, nil
}

func (h *handlers) postAcceptRest(r *httpx.Request) (httpx.Reply, error) {
	return h.explainAct(r, "/explanation", "accepted", func(id par.ID) error {
		_, err := h.Explanations.AcceptRest(r.Context(), r.Actor, id, r.Key())
		return err
	})
}

func (h *handlers) postUndoAccept(r *httpx.Request) (httpx.Reply, error) {
	return h.explainAct(r, "/explanation", "undone", func(id par.ID) error {
		at, err := strconv.ParseInt(r.Text("at"), 10, 64)
		if err != nil {
			at = 0 // a moment at which nothing was accepted
		}
		_, err = h.Explanations.UndoAccept(r.Context(), r.Actor, id, par.Time(at), r.Key())
		return err
	})
}

func (h *handlers) postAskLeader(r *httpx.Request) (httpx.Reply, error) {
	return h.explainAct(r, "/explanation", "leader_told", func(id par.ID) error {
		return h.Explanations.AskLeader(r.Context(), r.Actor, id, r.Key())
	})
}

func (h *handlers) postSubmitExplanation(r *httpx.Request) (httpx.Reply, error) {
	return h.explainAct(r, "/explanation/review", "explanation_submitted", func(id par.ID) error {
		return h.Explanations.SubmitExplanation(r.Context(), r.Actor, id, version(r), r.Key())
	})
}

func (h *handlers) postWithdrawExplanation(r *httpx.Request) (httpx.Reply, error) {
	return h.explainAct(r, "/explanation/review", "explanation_withdrawn", func(id par.ID) error {
		return h.Explanations.WithdrawExplanation(r.Context(), r.Actor, id, version(r), r.Key())
	})
}

// explainAct does an act on a whole explanation and returns to one of its
// pages; a refusal is said on the leader's page.
func (h *handlers) explainAct(r *httpx.Request, to, done string, act func(par.ID) error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	if err := act(id); err != nil {
		e := refusal(err)
		if e == nil {
			return nil, err
		}
		m, loadErr := h.explainMaker(r, id, overlay{})
		if loadErr != nil {
			return nil, loadErr
		}
		return httpx.Page{Status: httpx.Status(e), Body: explanationReviewPage(h.explanationReview(r, m, e))}, nil
	}
	return httpx.Redirect{To: sheetPath(id) + to, Done: done}, nil
}
