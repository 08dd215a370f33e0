package web_test

import (
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// councilScene is a round whose council sits; only its own pages are walked there.
const councilScene = "council"

// A council is prepared until the result is decided.
const (
	preparesCouncil = "standing @ preparing draft late leader appraisal council else closed"
	readsCouncil    = "standing; publisher; member"
	runsCouncil     = "standing; member"
	runsItem        = "standing; member other"
	planForm        = "day=06/02/2026&clock=14:00&place=Phòng+1&chair={leader}&clerk={member}&quorum=half&majority=half&version=1"
	decisionForm    = "verdict=keep&unanimous=yes&version=1"
)

// councilRights are the rows of the council. The cast's member is of the own unit.
var councilRights = []right{
	{route: "GET /rounds/{round}/council", says: "standing; publisher; member @ council"},
	{route: "POST /rounds/{round}/council", says: preparesCouncil, form: planForm},
	{route: "POST /rounds/{round}/council/members", says: preparesCouncil, form: "person={person}&unit={unit}"},
	{route: "POST /rounds/{round}/council/members/{grant}/release", says: preparesCouncil},
	{route: "GET /rounds/{round}/council/{session}", says: readsCouncil},
	{route: "POST /rounds/{round}/council/{session}", says: "standing", form: planForm},
	{route: "POST /rounds/{round}/council/{session}/invite", says: "standing", form: "version=1"},
	{route: "POST /rounds/{round}/council/{session}/fill", says: "standing", form: "version=1"},
	{route: "POST /rounds/{round}/council/{session}/open", says: runsCouncil, form: "version=1"},
	{route: "POST /rounds/{round}/council/{session}/roll", says: runsCouncil, form: "seat={member}&present.{member}=yes&version=1"},
	{route: "POST /rounds/{round}/council/{session}/close", says: runsCouncil, form: "version=1"},
	{route: "POST /rounds/{round}/council/{session}/items", says: "standing; member none", form: "dossier={dossier}&leaf=1.1.1&ground=added&argument=Xem+lại"},
	{route: "GET /rounds/{round}/council/{session}/minutes", says: readsCouncil},
	{route: "GET /rounds/{round}/council/{session}/minutes.docx", says: readsCouncil},
	{route: "GET /rounds/{round}/council/{session}/decisions.xlsx", says: readsCouncil},
	{route: "GET /rounds/{round}/council/{session}/decisions.csv", says: readsCouncil},
	{route: "GET /rounds/{round}/council/{session}/items/{item}", says: "standing; publisher; member other", views: []string{"seen=1"}},
	{route: "POST /rounds/{round}/council/{session}/items/{item}/vote", says: "member other", form: "vote=for&version=1"},
	{route: "POST /rounds/{round}/council/{session}/items/{item}/proposal", says: runsItem, form: decisionForm},
	{route: "POST /rounds/{round}/council/{session}/items/{item}/decision", says: runsItem, form: decisionForm},
	{route: "POST /rounds/{round}/council/{session}/items/{item}/withdrawal", says: runsItem, form: "withdrawal=Đơn+vị+rút&version=1"},
}

func init() { rights = append(rights, councilRights...) }

// playCouncil makes a round of its own and leaves it with its council, whose
// session is open with one item of each unit.
func (c *city) playCouncil(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	s := &stage{dossier: map[string]par.ID{}, document: map[string]par.ID{}, use: map[string]par.ID{}, filter: map[string]par.ID{}, draft: map[string]par.ID{}, notice: map[string]par.ID{}, item: map[string]par.ID{}}
	c.stages[councilScene] = s
	r, err := c.OpenRound(ctx, councilScene, 2019, c.clock.Now())
	must(t, err)
	s.round = r.ID
	for relation, m := range c.units() {
		c.fill(t, s, councilScene, relation, m)
		must(t, c.Sign(ctx, s.round, m))
	}
	must(t, c.Appraise(ctx, s.round, c.clock.Now()))
	c.markAll(t, s)
	c.sit(t, s)
}

// markAll accepts every claim, and takes the round to its council.
func (c *city) markAll(t *testing.T, s *stage) {
	t.Helper()
	ctx := t.Context()
	judge, err := c.Enrol(ctx, "td.hoi.dong", par.Grant{Role: par.Appraiser, Round: s.round})
	must(t, err)
	for _, id := range s.dossier {
		for _, leaf := range c.Edition.Set.Leaves() {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			_, err := c.Appraisals.AppraiseScore(ctx, judge.Actor, id, appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}, c.Key())
			must(t, err)
		}
	}
	r, err := c.RoundNow(ctx, s.round)
	must(t, err)
	now := c.clock.Now()
	r.Calendar = []round.Window{
		r.Window(par.SelfScoring), {Stage: par.Appraisal1, Opens: now, Closes: now.Add(time.Minute)},
		{Stage: par.Council, Opens: now.Add(time.Minute), Closes: now.Add(60 * 24 * time.Hour)},
	}
	must(t, c.Rounds.ConfigureRound(ctx, c.Standing.Actor, r, "thêm hội đồng", c.Key()))
	c.clock.Forward(2 * time.Minute)
	r, err = c.RoundNow(ctx, s.round)
	must(t, err)
	must(t, c.Rounds.MoveStage(ctx, c.Standing.Actor, s.round, r.Version, par.Council, c.Key()))
}

// sit makes a council of one member and opens its session.
func (c *city) sit(t *testing.T, s *stage) {
	t.Helper()
	ctx := t.Context()
	councils := council.New(c.DB)
	var err error
	c.member, err = c.Enrol(ctx, "hd.dv01", par.Grant{Role: par.Member, Unit: c.Members[0].Unit.ID, Round: s.round})
	must(t, err)
	s.seat = c.member.Grants[0].ID
	s.session, err = councils.PlanSession(ctx, c.Standing.Actor, s.round, council.Session{
		HeldAt: c.clock.Now(), Place: "Phòng 1", Chair: c.Standing.Person, Clerk: c.member.Person, Quorum: council.Half, Majority: council.Half,
	}, c.Key())
	must(t, err)
	for relation, id := range s.dossier {
		s.item[relation], err = councils.ProposeItem(ctx, c.Standing.Actor, s.session,
			council.Motion{Dossier: id, Leaf: c.leaves[own], Ground: council.Added, Argument: "Xem lại."}, c.Key())
		must(t, err)
	}
	version := func() int64 {
		v, err := councils.Sitting(ctx, c.Standing.Actor, s.session)
		must(t, err)
		return v.Session.Version
	}
	must(t, councils.OpenSession(ctx, c.Standing.Actor, s.session, version(), c.Key()))
	must(t, councils.CallRoll(ctx, c.member.Actor, s.session, version(), []council.Presence{{Person: c.member.Person, Present: true}}, c.Key()))
}
