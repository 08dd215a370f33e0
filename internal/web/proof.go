package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// proofView is what an appraiser thinks of the document beside the claim.
type proofView struct {
	P        i18n.Printer
	Action   string
	Hidden   [][2]string
	Place    string // page and section of the citation
	Fields   []ui.Field
	Refused  *par.Error
	Open     bool // he may judge it now
	Given    evidence.Verdict
	Outdated bool
	Others   []string // what was thought of it at other stages
}

// proofTones are the tones and icons of the proofs.
var proofTones = map[evidence.Proof][2]string{
	evidence.Proves: {"act", "check"}, evidence.Partly: {"ask", "warn"}, evidence.Not: {"bad", "reject"},
}

func proofWord(p i18n.Printer, proof evidence.Proof) string { return p.T("proof." + string(proof)) }

// openDocument opens the document beside the claim, with what is thought of it.
func (h *handlers) openDocument(r *httpx.Request, v *itemView) (err error) {
	opened := v.opened()
	if opened == nil {
		return nil
	}
	if v.viewer, err = h.viewerOf(r, opened.Document, opened.Page, opened.Passage); err != nil {
		return err
	}
	v.viewer.Previous, v.viewer.Next = v.evidenceBeside(opened.ID, -1), v.evidenceBeside(opened.ID, 1)
	v.proof = v.proofOf(r, *opened)
	return nil
}

// evidenceBeside is the address of the neighbouring citation: of the leaf, or
// of the item beside it in the queue.
func (v itemView) evidenceBeside(id par.ID, step int) string {
	for i, c := range v.Citations {
		if c.ID != id {
			continue
		}
		if to := i + step; to >= 0 && to < len(v.Citations) {
			return v.withDocument(v.Citations[to].ID)
		}
	}
	return v.neighbour(step)
}

func (v itemView) proofOf(r *httpx.Request, c evidence.Citation) *proofView {
	given := v.Judged(c.ID)
	view := &proofView{
		P: v.P, Action: deskPath(v.Dossier.ID, v.Node.Code) + "/" + string(c.ID) + "/verdict", Place: whereText(v.P, c.Use),
		Given: given, Outdated: given.Outdated(c.Use), Open: v.mayJudge(r),
	}
	typed, version := given, strconv.FormatInt(given.Version, 10)
	if v.proofRefused != nil && v.open == string(c.ID) {
		view.Refused, typed.Proof, typed.Remark = v.proofRefused, evidence.Proof(r.Text("proof")), r.Text("proof_remark")
	}
	view.Hidden = append([][2]string{{"_key", r.Random(16)}, {"version", version}}, filterFields(v.filter)...)
	choice := ui.Field{Name: "proof", Label: v.P.T("proof.question"), Value: string(typed.Proof)}
	for i, proof := range evidence.Proofs() {
		choice.Options = append(choice.Options, ui.Option{Value: string(proof), Label: proofWord(v.P, proof), Key: strconv.Itoa(i + 1)})
	}
	remark := ui.Field{Name: "proof_remark", Label: v.P.T("proof.remark"), Value: typed.Remark, MaxLength: evidence.MaxRemark, Autocomplete: "off"}
	view.Fields = []ui.Field{choice.Refused(v.P, view.Refused), remark.Refused(v.P, view.Refused)}
	for _, stage := range []score.Stage{score.StageAppraisal1, score.StageAppraisal2, dossier.StageSecond} {
		if other, ok := v.Verdicts[c.ID][stage]; ok && stage != v.JudgeAt {
			view.Others = append(view.Others, v.P.T(stageNames[stage])+": "+proofText(v.P, other))
		}
	}
	return view
}

// mayJudge asks the policy table, as the use case will.
func (v itemView) mayJudge(r *httpx.Request) bool {
	resource := v.LeafResource(v.Node.Code)
	resource.Holder = v.Queue.Items[v.At].Holder
	if v.Second.Asked() {
		resource.Asked = v.Second.Person
	}
	_, refused := policy.Check(r.Actor, policy.JudgeEvidence, resource, v.View.Now)
	return refused == nil
}

// proofText says a verdict with its reason.
func proofText(p i18n.Printer, v evidence.Verdict) string {
	text := proofWord(p, v.Proof)
	if v.Remark != "" {
		text += " · “" + v.Remark + "”"
	}
	return text
}

// judgedText says in a line what the first appraisal thought of a document.
func judgedText(p i18n.Printer, j explanation.Judged) string {
	text := j.Title
	if where := whereText(p, evidence.Use{Page: j.Page, Section: j.Section}); where != "" {
		text += ", " + where
	}
	return text + ": " + proofText(p, evidence.Verdict{Proof: j.Proof, Remark: j.Remark})
}

// postProof keeps what an appraiser thinks of one document and goes on to the
// next one of the leaf of which he has not said it.
func (h *handlers) postProof(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	use, err := r.PathID("use")
	if err != nil {
		return nil, err
	}
	in := evidence.Verdict{Proof: evidence.Proof(r.Text("proof")), Remark: r.Text("proof_remark"), Version: version(r)}
	given, err := h.Appraisals.JudgeEvidence(r.Context(), r.Actor, id, r.PathValue("leaf"), use, in, r.Key())
	if refused := refusal(err); refused != nil {
		return h.refusedProof(r, id, use, refused)
	}
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	if given.Stage == dossier.StageSecond {
		return httpx.Redirect{To: leafPath(id, leaf, "second") + "?doc=" + string(use) + "#document", Done: "proof_kept"}, nil
	}
	item, err := h.item(r)
	if err != nil {
		return nil, err
	}
	v := itemView{View: item, filter: queueFilter(r)}
	return httpx.Redirect{To: v.withDocument(v.nextUnjudged(use)), Done: "proof_kept"}, nil
}

// nextUnjudged is the citation after the given one of which nothing was said,
// or the given one where nothing is left.
func (v itemView) nextUnjudged(use par.ID) par.ID {
	at := 0
	for i, c := range v.Citations {
		if c.ID == use {
			at = i
		}
	}
	for step := 1; step < len(v.Citations); step++ {
		if c := v.Citations[(at+step)%len(v.Citations)]; !v.Judged(c.ID).Given() {
			return c.ID
		}
	}
	return use
}

// refusedProof shows the document again with what was typed about it.
func (h *handlers) refusedProof(r *httpx.Request, id, use par.ID, refused *par.Error) (httpx.Reply, error) {
	leaf := r.PathValue("leaf")
	if asked, err := h.Appraisals.SecondOpinion(r.Context(), r.Actor, id, leaf); err == nil {
		v, err := h.secondView(r, asked, nil)
		v.open, v.proofRefused = string(use), refused
		if err == nil {
			err = h.openDocument(r, &v.itemView)
		}
		return httpx.Page{Status: httpx.Status(refused), Body: secondPage(v)}, err
	}
	item, err := h.item(r)
	if err != nil {
		return nil, err
	}
	v, err := h.itemWithTalk(r, item, formOf(printer(r), item))
	v.open, v.proofRefused = string(use), refused
	if err == nil {
		err = h.openDocument(r, &v)
	}
	return httpx.Page{Status: httpx.Status(refused), Body: itemPage(v)}, err
}

// judged says what each appraisal thought of a document, for the council.
func (v caseView) judged(use par.ID) []string {
	var lines []string
	for _, stage := range []score.Stage{score.StageAppraisal1, score.StageAppraisal2} {
		if given, ok := v.Verdicts[use][stage]; ok {
			lines = append(lines, v.P.T(stageNames[stage])+": "+proofText(v.P, given))
		}
	}
	return lines
}
