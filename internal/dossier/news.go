package dossier

import (
	"slices"

	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// tellings says as which notice each news of a round goes out.
var tellings = map[string]notice.Kind{
	round.NewsCalendar: notice.CalendarChanged, round.NewsExtension: notice.Extended, round.NewsExtensionRemoved: notice.ExtensionRemoved,
	round.NewsDropped: notice.Dropped, round.NewsSkipped: notice.Dropped, round.NewsTakenIn: notice.TakenIn,
}

// Tell says news of a round to those whom it touches: a change of the calendar
// to those who act in its stage, everything else to the units that it names.
func Tell(tx *db.Tx, permit policy.Permit, r round.Round, news round.News) error {
	n := notice.Notice{Kind: tellings[news.Kind], Round: r.ID, Subject: news.Subject}
	n.Args = map[string]string{"stage": notice.Word("stage." + string(news.Stage)), "deadline": deadlineWord(r, news), "reason": news.Reason, "what": notice.Word("notice.whole_dossier")}
	if news.Leaf != "" {
		n.Args["what"] = news.Leaf
	}
	if n.Subject == "" {
		n.Subject = string(r.ID)
	}
	if news.Kind == round.NewsCalendar {
		return tellActors(tx, permit, r, news.Stage, n)
	}
	return tellUnits(tx, permit, r, n, func(p round.Participant) bool { return slices.Contains(news.Units, p.Unit.ID) })
}

func deadlineWord(r round.Round, news round.News) string {
	switch {
	case news.Closes != 0:
		return notice.Moment(news.Closes)
	case !r.Plays(news.Stage):
		return notice.Word("notice.left_out")
	}
	return notice.Word("notice.no_deadline")
}

// tellActors posts a notice to those who act in a stage: units, appraisers or
// the council.
func tellActors(tx *db.Tx, permit policy.Permit, r round.Round, stage par.Stage, n notice.Notice) error {
	role, who := par.Appraiser, "notice.your_items"
	switch stage {
	case par.SelfScoring, par.Explanation:
		return tellUnits(tx, permit, r, n, func(p round.Participant) bool {
			b, _ := r.Block(p.Block)
			return p.Dropped == "" && b.Skipped == ""
		})
	case par.Council:
		role, who, n.Link = par.Member, "notice.the_council", roundLink(r)
	case par.Appraisal1, par.Appraisal2:
		n.Link = roundLink(r) + "/queue"
	default:
		return nil // nobody has to act by a deadline
	}
	people, err := judges(tx, r.ID, role)
	if err != nil {
		return err
	}
	n.Round, n.Args["round"], n.Args["unit"] = r.ID, r.Title, notice.Word(who)
	return post(tx, permit, n, people)
}

// tellUnits posts a notice to officers and leaders of those units of a round
// that are meant, each with his own unit's page.
func tellUnits(tx *db.Tx, permit policy.Permit, r round.Round, n notice.Notice, meant func(round.Participant) bool) error {
	all, err := round.Participants(tx, r.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if !meant(p) {
			continue
		}
		people, err := StaffOf(tx, r.ID, p.Unit.ID, par.Officer, par.Leader)
		if err != nil {
			return err
		}
		n.Round, n.Args["round"], n.Args["unit"], n.Link = r.ID, r.Title, p.Unit.Name, roundLink(r)
		d, err := Of(tx, r.ID, p.Unit.ID)
		if err == nil {
			n.Link = "/dossiers/" + string(d.ID)
		} else if !par.Is(err, par.NotFound) {
			return err
		}
		if err := post(tx, permit, n, people); err != nil {
			return err
		}
	}
	return nil
}

// TellStage says to those who must act now that a stage has begun, and until
// when. What a unit has to explain is told with the result that is served on it.
func TellStage(tx *db.Tx, permit policy.Permit, r round.Round, to par.Stage) error {
	if to == par.Explanation {
		return nil
	}
	w := r.Window(to)
	n := notice.Notice{Kind: notice.StageOpened, Round: r.ID, Subject: string(r.ID) + " " + string(to)}
	n.Args = map[string]string{"stage": notice.Word("stage." + string(to)), "deadline": deadlineWord(r, round.News{Stage: to, Closes: w.Closes})}
	return tellActors(tx, permit, r, to, n)
}
