package web

import (
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// units counts the units of all blocks.
func (v decisionView) units() (count, missing int) {
	for _, b := range v.Standing.Blocks {
		count += len(b.Units)
		missing += b.Summary.Missing
	}
	return count, missing
}

// withoutSurvey counts the survey leaves of all units that have no tally yet.
func (v decisionView) withoutSurvey() int {
	count := 0
	for _, b := range v.Standing.Blocks {
		for _, u := range b.Units {
			for i := range u.Leaves {
				if u.Leaves[i].State == score.NoSurvey {
					count++
				}
			}
		}
	}
	return count
}

// again tells whether there has been a decision before.
func (v decisionView) again() bool { return len(v.Standing.Decisions) > 0 }

// correcting tells whether something is public already.
func (v decisionView) correcting() bool { return v.Standing.Round.State == par.Published }

// question says what deciding does, and to whom.
func (v decisionView) question() ui.Question {
	p := v.Page.P
	count, missing := v.units()
	q := ui.Question{
		ID: "decide", Button: p.T("publication.decide"), Title: p.T("publication.decide_question", "round", v.Standing.Round.Title),
		Action: decisionPath(v.Standing.Round.ID), Open: v.Err != nil && !v.Reopening,
		Effects: []string{p.T("publication.effect_frozen", "blocks", len(v.Blocks), "units", count)},
	}
	if missing > 0 {
		q.Effects = append(q.Effects, p.N("publication.effect_missing", missing))
	}
	if without := v.withoutSurvey(); without > 0 {
		q.Effects = append(q.Effects, p.N("publication.effect_no_survey", without))
	}
	if v.again() {
		q.Effects = append(q.Effects, p.T("publication.effect_replaces", "number", v.Standing.Decisions[0].Number))
	}
	if v.correcting() {
		q.Effects = append(q.Effects, p.T("publication.effect_public_stays"))
	} else {
		q.Effects = append(q.Effects, p.T("publication.effect_stage", "stage", par.Decided, "units", count, "state", par.Adopted))
	}
	q.Effects = append(q.Effects, p.T("publication.effect_second"))
	return q
}

func (v decisionView) reason() ui.Field {
	f := ui.Field{
		ID: "reason", Name: "reason", Label: v.Page.P.T("publication.reason"), Hint: v.Page.P.T("publication.reason_hint"),
		Required: true, MaxLength: 2000,
	}
	if v.Reopening {
		return f
	}
	f.Value = v.Reason
	return f.Refused(v.Page.P, v.Err)
}

// reopening says what taking a result back to appraisal does.
func (v decisionView) reopening() ui.Question {
	p := v.Page.P
	count, _ := v.units()
	q := ui.Question{
		ID: "reopen", Button: p.T("publication.reopen"), Title: p.T("publication.reopen_question"), Small: true,
		Action: "/rounds/" + string(v.Standing.Round.ID) + "/reopening", Open: v.Err != nil && v.Reopening,
		Effects: []string{
			p.T("publication.effect_reopen", "stage", v.Standing.Round.Last(), "units", count, "state", stateIn(v.Standing.Round.Last())),
			p.T("publication.effect_calendar"),
		},
	}
	if v.correcting() {
		q.Effects = append(q.Effects, p.T("publication.effect_public_stays"))
	} else {
		q.Effects = append(q.Effects, p.T("publication.effect_withdrawn"))
	}
	return q
}

// stateIn is where dossiers stand again in the stage to which a round goes back.
func stateIn(stage par.Stage) par.DossierState {
	switch stage {
	case par.Appraisal2:
		return par.InAppraisal2
	case par.Council:
		return par.BeforeCouncil
	}
	return par.InAppraisal
}

// mayReopen tells whether there is a decision to go back from.
func (v decisionView) mayReopen() bool {
	return v.Standing.Round.State == par.Decided || v.Standing.Round.State == par.Published
}

// release says what publishing does, and to whom.
func (v publicationView) release() ui.Question {
	p := v.Page.P
	count := 0
	for _, b := range v.Blocks {
		count += len(b.Block.Units)
	}
	q := ui.Question{
		ID: "release", Button: p.T("publication.publish"), Title: p.T("publication.publish_question", "title", v.Staff.Title),
		Action: publicationPath(v.Staff.ID) + "/release",
		Effects: []string{
			p.T("publication.effect_public", "units", count, "path", publicPath(v.Staff.ID)),
			p.T("publication.effect_announcement"),
		},
	}
	if v.Staff.Round.State != par.Published {
		q.Effects = append(q.Effects, p.T("publication.effect_stage", "stage", par.Published, "units", count, "state", par.PublishedState))
	}
	if v.Staff.OlderID != "" {
		q.Effects = append(q.Effects, p.T("publication.effect_newer", "number", v.Staff.OlderName))
	}
	q.Effects = append(q.Effects, p.T("publication.effect_final"))
	return q
}

// mayPublish tells whether the reader may release the publication now.
func (v publicationView) mayPublish() bool { return v.Staff.MayPublish == nil && v.Staff.Latest }

// whyNot says why the reader may not release it; empty where it is public or
// publishing is not his task.
func (v publicationView) whyNot() string {
	if v.Staff.Released() || !v.Staff.Latest {
		return ""
	}
	e, ok := par.AsError(v.Staff.MayPublish)
	if !ok || e.Key == "error.forbidden" {
		return v.Page.P.T("publication.waits")
	}
	return v.Page.P.Err(e)
}

// body is the field of one announcement, with what was typed and refused.
func (v publicationView) body(a publication.Announcement) ui.Field {
	f := ui.Field{
		ID: "body-" + string(a.Language), Name: "body", Label: v.Page.P.T("publication.text"),
		Value: a.Body, Rows: 18, MaxLength: 10_000,
	}
	if v.Typed != nil && v.Typed.Language == a.Language {
		f.Value = v.Typed.Body
		return f.Refused(v.Page.P, v.Err)
	}
	return f
}

func (v decisionView) reopenReason() ui.Field {
	f := ui.Field{
		ID: "reopen-reason", Name: "reason", Label: v.Page.P.T("publication.reason"), Hint: v.Page.P.T("publication.reopen_hint"),
		Required: true, MaxLength: 2000,
	}
	if !v.Reopening {
		return f
	}
	f.Value = v.Reason
	return f.Refused(v.Page.P, v.Err)
}

// faulty is the field that a refusal speaks of.
func (v decisionView) faulty() ui.Field {
	if v.Reopening {
		return v.reopenReason()
	}
	return v.reason()
}

func announcementTitle(p i18n.Printer, a publication.Announcement) string {
	if a.Language == i18n.En {
		return p.T("publication.announcement_en")
	}
	return p.T("publication.announcement_vi")
}
