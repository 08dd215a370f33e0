package web

import (
	"math/big"
	"slices"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// queueRows is how many items a page of a queue lists.
const queueRows = 60

// appraisalsView is the rounds in which one has areas to appraise.
type appraisalsView struct {
	ui.Page
	Queues []appraisal.Queue
}

// queueView is one round's queue, or the part of it that was asked for.
type queueView struct {
	ui.Page
	Whole   appraisal.Queue
	Part    appraisal.Queue
	Filter  appraisal.Filter
	Rows    []appraisal.Standing
	Talks   map[par.ID]map[string]int // open threads by dossier and leaf
	Fields  []ui.Field
	Paging  ui.Paging
	Saved   savedView
	Written bool   // the reader's agency has a written result
	Batch   string // what was just marked at once, to be undone
	Marked  string // how many
	undoKey string
	Median  string // of the claimed points, where the page compares one criterion
}

func newQueueView(page ui.Page, whole appraisal.Queue, f appraisal.Filter) *queueView {
	page.DemoNote = whole.Round.DemoNote
	page.Keys = []ui.Key{{Keys: []string{"j"}, Does: page.P.T("appraisal.key_go_on")}}
	v := &queueView{Page: page, Whole: whole, Filter: f, Part: whole.Narrow(f)}
	v.Fields = []ui.Field{
		v.field("area", "appraisal.area", "appraisal.all_areas", withBlock(f.Block, f.Area), func(i appraisal.Item) (string, string) {
			return withBlock(i.Block, i.Area.Code), v.ofBlock(i) + i.Area.Code + ". " + i.Area.Title
		}),
		v.field("criterion", "appraisal.criterion", "appraisal.all_criteria", withBlock(f.Block, f.Leaf), func(i appraisal.Item) (string, string) {
			return withBlock(i.Block, i.Leaf.Code), v.ofBlock(i) + i.Leaf.Code + " " + i.Leaf.Title
		}),
		v.field("unit", "common.unit", "appraisal.all_units", string(f.Unit), func(i appraisal.Item) (string, string) { return string(i.Unit.ID), i.Unit.Name }),
		v.showField(),
	}
	return v
}

// ofBlock names the block of an item where a round has several.
func (v *queueView) ofBlock(i appraisal.Item) string {
	if len(v.Whole.Round.Blocks) < 2 {
		return ""
	}
	block, _ := v.Whole.Round.Block(i.Block)
	return block.Name + ": "
}

// field offers every value that the queue holds once, in the queue's order.
func (v *queueView) field(name, label, all, value string, of func(appraisal.Item) (code, text string)) ui.Field {
	f := ui.Field{Name: name, Label: v.P.T(label), Value: value, Options: []ui.Option{{Label: v.P.T(all)}}}
	offered := map[string]bool{}
	for _, item := range v.Whole.Items {
		if v.Filter.Area != "" && name == "criterion" && (item.Area.Code != v.Filter.Area || v.Filter.Block != "" && item.Block != v.Filter.Block) {
			continue
		}
		if code, text := of(item); !offered[code] {
			offered[code] = true
			f.Options = append(f.Options, ui.Option{Value: code, Label: text})
		}
	}
	return f
}

func (v *queueView) showField() ui.Field {
	f := ui.Field{Name: "show", Label: v.P.T("common.state"), Value: string(v.Filter.Show), Options: []ui.Option{{Label: v.P.T("common.all")}}}
	for _, one := range []struct {
		show appraisal.Show
		key  string
	}{{appraisal.ShowOpen, "appraisal.open"}, {appraisal.ShowDone, "appraisal.done"}, {appraisal.ShowCut, "appraisal.cut"}, {appraisal.ShowSecond, "fair.second"}} {
		f.Options = append(f.Options, ui.Option{Value: string(one.show), Label: v.P.T(one.key)})
	}
	if v.Whole.Again {
		f.Options[0].Label = v.P.T("appraisal.explained")
		f.Options = append(f.Options, ui.Option{Value: string(appraisal.ShowRest), Label: v.P.N("appraisal.rest", len(v.Whole.Rest))})
	}
	return f
}

// turnTo returns the items of a page, counted from 1.
func (v *queueView) turnTo(page int) []appraisal.Item {
	pages := max(1, (len(v.Part.Items)+queueRows-1)/queueRows)
	page = min(max(page, 1), pages)
	v.Paging = ui.Paging{Path: queuePath(v.Whole.Round.ID, v.Filter), Page: page, Pages: pages}
	from := (page - 1) * queueRows
	return v.Part.Items[from:min(from+queueRows, len(v.Part.Items))]
}

// compare puts the units of one criterion in the order of what they claim,
// for fairness is seen side by side.
func (v *queueView) compare() {
	if v.Filter.Leaf == "" || v.Paging.Pages > 1 || len(v.Rows) < 2 {
		return
	}
	slices.SortStableFunc(v.Rows, func(a, b appraisal.Standing) int { return b.Claimed.Points.Cmp(a.Claimed.Points) })
	if v.Rows[0].Claimed.State != score.Waiting {
		upper, lower := v.Rows[(len(v.Rows)-1)/2], v.Rows[len(v.Rows)/2]
		sum := upper.Claimed.Points.Add(lower.Claimed.Points)
		v.Median = v.P.Fixed(par.RoundRat(sum.Rat().Quo(sum.Rat(), big.NewRat(2, 1)), 2), 2)
	}
}

// next is the first open item, or the first of all where none is open.
func (v *queueView) next() string {
	at := v.Part.NextOpen(len(v.Part.Items) - 1)
	if at < 0 {
		return ""
	}
	return itemPath(v.Part.Items[at], v.Filter)
}

func (v *queueView) lead() string {
	if v.Whole.Again {
		return v.P.T("appraisal.again_lead")
	}
	return v.P.T("appraisal.queue_lead")
}

// canMark tells whether the round is being appraised.
func (v *queueView) canMark() bool {
	state := v.Whole.Round.State
	return len(v.Part.Items) > 0 && (state == par.Appraisal1 || state == par.Appraisal2)
}

func (v *queueView) empty() (title, text, href, link string) {
	p, all := v.P, queuePath(v.Whole.Round.ID, appraisal.Filter{})
	switch {
	case v.Whole.Again && len(v.Whole.Items) == 0 && v.Filter.Show == "":
		return p.T("appraisal.nothing_again"), p.T("appraisal.nothing_again_text"), pathAppraisals, p.T("appraisal.all_rounds")
	case len(v.Whole.Items) == 0:
		return p.T("appraisal.empty"), p.T("appraisal.empty_text"), pathAppraisals, p.T("appraisal.all_rounds")
	case v.Filter.Show == appraisal.ShowOpen:
		return p.T("appraisal.finished"), p.T("appraisal.finished_text"), all, p.T("appraisal.see_all")
	}
	return p.T("appraisal.nothing_found"), p.T("appraisal.nothing_found_text"), all, p.T("appraisal.see_all")
}

// queueCloses is when the appraisal that a queue's round is in closes; 0 where
// it is in none, for the deadlines of other stages are those of others.
func queueCloses(q appraisal.Queue) par.Time {
	if q.Round.State != par.Appraisal1 && q.Round.State != par.Appraisal2 {
		return 0
	}
	return q.Round.Window(q.Round.State).Closes
}

// queueTurn says of a round that is in no appraisal whose turn it is.
func queueTurn(p i18n.Printer, q appraisal.Queue) string {
	closes := q.Round.Window(q.Round.State).Closes
	switch q.Round.State {
	case par.Appraisal1, par.Appraisal2:
		return ""
	case par.SelfScoring:
		return p.T("appraisal.turn_of_units", "deadline", closes)
	case par.Explanation:
		return p.T("appraisal.turn_to_explain", "deadline", closes)
	case par.Preparing:
		return p.T("appraisal.turn_not_yet")
	case par.Council, par.Decided, par.Published, par.ClosedRound:
	}
	return p.T("appraisal.turn_over")
}

// shownPoints says the points of a leaf, or why there are none to say.
func shownPoints(p i18n.Printer, s score.LeafScore) string {
	switch s.State {
	case score.Missing:
		return p.T("appraisal.not_claimed")
	case score.NotApplicable:
		return p.T("appraisal.na")
	case score.Waiting:
		return p.T("appraisal.waits_block")
	case score.Scored, score.NoSurvey:
	}
	return p.Fixed(s.Points, 2)
}

func whole(n int) string { return strconv.Itoa(n) }
