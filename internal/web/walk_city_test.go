package web_test

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/i18n"
	"parindex/internal/job"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/reminder"
	"parindex/internal/report"
	"parindex/internal/result"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
	"parindex/internal/unit"
	"parindex/internal/web"
	"parindex/internal/web/asset"
	"parindex/internal/workbook"
)

// The cast besides the roles of the product.
const (
	public = "public" // has not signed in
	nobody = "nobody" // has an account and no role
	former = "former" // was an officer of the own unit
)

// person is someone who walks.
type person struct {
	name  string
	login string // empty: the public
	token string
}

// scenes are rounds, each left in one state, from the oldest to the newest.
var scenes = []string{"published", "decided", "appraisal", "late", "leader", "draft", "preparing"}

func sceneNames() []string { return scenes }

// stage is what there is of one scene.
type stage struct {
	round       par.ID
	publication par.ID
	dossier     map[string]par.ID // by relation
	document    map[string]par.ID
	use         map[string]par.ID
	inspection  par.ID            // about the other unit
	thread      map[string]par.ID // for both sides, by relation
	notice      map[string]par.ID // to the unit's officer
	filter      map[string]par.ID // his
	draft       map[string]par.ID // his workbook that came in
	appraiser   par.ID            // role of the cast's appraiser
	seat        par.ID            // role of the cast's member of the council
	session     par.ID
	item        map[string]par.ID // by relation
}

// city is everything that the walk goes through.
type city struct {
	*world.World
	handler  http.Handler
	evidence *evidence.Service
	clock    *testkit.Clock
	persons  []person
	stages   map[string]*stage
	leaves   map[string]string // by relation: in the appraiser's area, and elsewhere
	survey   string            // a leaf that surveys decide
	lent     map[string]par.ID // by relation: a role lent from tomorrow on
	area     string            // the appraiser's
	member   world.Person      // sits on the council, keeps its minutes, and is of the own unit
	target   world.Person      // whose account is administered
	sent     int               // requests with a key
	told     int               // secrets read by those who may
}

// build plays every scene. The first member is the own unit of officer, leader
// and appraiser, the second the other unit.
func build(t *testing.T) *city {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	w, err := world.Build(t.Context(), d, clock, world.Options{Units: 2, Random: testkit.Random(2)})
	must(t, err)
	files, err := blob.Open(t.TempDir(), testkit.Random(5))
	must(t, err)
	t.Cleanup(func() { must(t, files.Close()) })
	c := &city{World: w, clock: clock, stages: map[string]*stage{}, evidence: evidence.New(d, files, evidence.DefaultLimits(), dossier.LeafResource)}
	c.chooseLeaves()
	for i, scene := range scenes {
		c.play(t, scene, 2010+i)
	}
	c.playCouncil(t)
	c.enrol(t)
	c.handler, err = web.New(web.Services{
		DB: d, Clock: clock, Log: testkit.Quiet(), Random: func(int) string { return "reference" }, Disk: func() error { return nil },
		Accounts: w.Accounts, Units: w.Units, Notices: notice.New(d), Explanations: explanation.New(d), Reminders: reminder.New(d), Editions: w.Editions, Rounds: w.Rounds, Dossiers: w.Dossiers, Threads: thread.New(d), Appraisals: w.Appraisals, Workbooks: workbook.New(d), Councils: council.New(d),
		Evidence: c.evidence, Results: result.New(d, publication.Years), Publications: publication.New(d), Jobs: job.New(d, clock, nil),
	}).Handler()
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// chooseLeaves takes two leaves of different areas.
func (c *city) chooseLeaves() {
	all := c.YesNo()
	first, last := all[0], all[len(all)-1]
	c.area = dossier.AreaOf(c.Edition.Set, first)
	c.leaves = map[string]string{own: first, other: first, elsewhere: last}
	for _, leaf := range c.Edition.Set.Leaves() {
		if leaf.Rule.Type == score.RuleSurvey {
			c.survey = leaf.Code
		}
	}
}

func (c *city) units() map[string]world.Member {
	return map[string]world.Member{own: c.Members[0], other: c.Members[1]}
}

// play makes a round and leaves it in the state of its scene.
func (c *city) play(t *testing.T, scene string, year int) {
	t.Helper()
	ctx := t.Context()
	s := &stage{dossier: map[string]par.ID{}, document: map[string]par.ID{}, use: map[string]par.ID{}, notice: map[string]par.ID{}, filter: map[string]par.ID{}, draft: map[string]par.ID{}}
	c.stages[scene] = s
	if scene == "preparing" {
		r, err := c.PrepareRound(ctx, scene, year, c.clock.Now())
		must(t, err)
		s.round = r.ID
		return
	}
	r, err := c.OpenRound(ctx, scene, year, c.clock.Now())
	must(t, err)
	s.round = r.ID
	for relation, m := range c.units() {
		c.fill(t, s, scene, relation, m)
	}
	if scene == "late" {
		c.clock.Forward(8 * 24 * time.Hour)
		return
	}
	if scene == "draft" {
		return
	}
	for _, m := range c.units() {
		if scene == "leader" {
			must(t, c.SendUp(ctx, s.round, m))
			continue
		}
		must(t, c.Sign(ctx, s.round, m))
	}
	if scene == "leader" {
		return
	}
	must(t, c.Appraise(ctx, s.round, c.clock.Now()))
	c.talkOfJudges(t, s, scene)
	if scene == "appraisal" {
		s.inspection = c.inspect(t, s.round)
		return
	}
	s.publication, err = c.Decide(ctx, s.round)
	must(t, err)
	if scene == "published" {
		must(t, c.Publish(ctx, s.publication))
	}
}

// inspect records a finding about the other unit.
func (c *city) inspect(t *testing.T, roundID par.ID) par.ID {
	t.Helper()
	ctx := t.Context()
	in := appraisal.Finding{Unit: c.Members[1].Unit.ID, Leaf: c.leaves[other], Source: "Kết luận 1/KL", FoundOn: "01/01/2010", Body: "Thiếu."}
	must(t, c.Appraisals.RecordInspection(ctx, c.Standing.Actor, roundID, in, c.Key()))
	all, err := c.Appraisals.Inspections(ctx, c.Standing.Actor, roundID)
	must(t, err)
	return all.Findings[0].ID
}

// fill lets a unit declare two leaves, each with an explanation that is its
// secret, and cite a document for the first.
func (c *city) fill(t *testing.T, s *stage, scene, relation string, m world.Member) {
	t.Helper()
	ctx := t.Context()
	d, err := c.DossierOf(ctx, s.round, m.Unit)
	must(t, err)
	s.dossier[relation] = d.ID
	pdf, err := world.PDF("report "+m.Unit.Code+string(s.round), 1)
	must(t, err)
	s.document[relation], err = c.evidence.AddDocument(ctx, m.Officer.Actor, m.Unit.ID,
		evidence.Input{Kind: evidence.ReportKind, Summary: secret(relation, here, scene)},
		evidence.Upload{Name: "bao-cao.pdf", Content: bytes.NewReader(pdf)}, c.Key())
	must(t, err)
	yes := true
	for place, leaf := range map[string]string{here: c.leaves[own], there: c.leaves[elsewhere]} {
		in := dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}, Note: secret(relation, place, scene)}
		_, err := c.Dossiers.DeclareScore(ctx, m.Officer.Actor, d.ID, in, c.Key())
		must(t, err)
	}
	use, err := c.Dossiers.AttachEvidence(ctx, m.Officer.Actor, evidence.Use{DossierID: d.ID, Leaf: c.leaves[own], DocumentID: s.document[relation], Page: 1}, c.Key())
	must(t, err)
	s.use[relation] = use.ID
	c.talk(t, s, scene, relation, m)
	kept, err := c.Accounts.SaveFilter(ctx, m.Officer.Actor, account.SavedFilter{Page: "evidence", Name: secret(relation, here, scene), Query: "q=1"}, c.Key())
	must(t, err)
	s.filter[relation] = kept.ID
	s.draft[relation] = c.sendBook(t, m, d.ID)
	s.notice[relation] = c.tell(t, s.round, d.ID, m.Officer.Person, secret(relation, here, scene))
}

// sendBook lets a unit's officer send in his sheet as a workbook.
func (c *city) sendBook(t *testing.T, m world.Member, id par.ID) par.ID {
	t.Helper()
	books := workbook.New(c.DB)
	speech := workbook.Speech{P: i18n.New(i18n.Vi), Words: func(*score.Set) workbook.Words {
		return workbook.Words{
			Rule: func(*score.Node) string { return "" }, Said: func(*score.Rule, dossier.Score) string { return "" },
			Calc: func(score.Trace) string { return "" }, Points: func(d par.Decimal) string { return string(d) },
		}
	}}
	file, err := books.SheetFile(t.Context(), m.Officer.Actor, id, speech)
	must(t, err)
	var b bytes.Buffer
	must(t, report.WriteForm(&b, file.Form))
	draft, err := books.UploadSheet(t.Context(), m.Officer.Actor, id, workbook.Arrival{Name: file.Name, Content: &b}, c.Key())
	must(t, err)
	return draft
}

// tell posts a notice that carries a secret, and returns its id.
func (c *city) tell(t *testing.T, round, dossier, person par.ID, secret string) par.ID {
	t.Helper()
	must(t, c.DB.Housekeep(t.Context(), func(tx *db.Tx) error {
		return notice.Post(tx, notice.Notice{
			Person: person, Kind: notice.SentBack, Round: round, Subject: string(dossier), Link: "/dossiers/" + string(dossier),
			Args: map[string]string{"unit": "u", "reason": secret, "deadline": notice.Moment(c.clock.Now())},
		})
	}))
	var told []notice.Notice
	must(t, c.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		told, err = notice.About(tx, notice.SentBack, string(dossier))
		return err
	}))
	return told[0].ID
}

// enrol makes the cast.
func (c *city) enrol(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	home := c.Members[0].Unit.ID
	var areas []par.Grant
	for _, scene := range scenes {
		areas = append(areas, par.Grant{Role: par.Appraiser, Unit: home, Round: c.stages[scene].round, Block: "so", Area: c.area})
	}
	appraiser, err := c.Enrol(ctx, "td.dv01", areas...)
	must(t, err)
	for i, scene := range scenes {
		c.stages[scene].appraiser = appraiser.Grants[i].ID
	}
	none, err := c.Enrol(ctx, "khong.vai")
	must(t, err)
	gone, err := c.Enrol(ctx, "cu.dv01", par.Grant{Role: par.Officer, Unit: home})
	must(t, err)
	must(t, c.Accounts.EndGrant(ctx, par.Program(), c.Key(), gone.Person, gone.Grants[0].ID))
	c.target, err = c.Enrol(ctx, "nguoi.khac", par.Grant{Role: par.Viewer})
	must(t, err)
	c.lend(t)
	c.persons = []person{{name: public}}
	for _, one := range []struct {
		name string
		who  world.Person
	}{
		{nobody, none}, {former, gone}, {"standing", c.Standing}, {"officer", c.Members[0].Officer}, {"leader", c.Members[0].Leader},
		{"appraiser", appraiser}, {"member", c.member}, {"publisher", c.Publisher}, {"admin", c.Admin}, {"viewer", c.Viewer},
	} {
		c.persons = append(c.persons, person{name: one.name, login: one.who.Login})
	}
}

// lend has each leader lend the role of his officer, from tomorrow on.
func (c *city) lend(t *testing.T) {
	t.Helper()
	c.lent = map[string]par.ID{}
	tomorrow := i18n.DayOf(c.clock.Now().Add(24 * time.Hour))
	for relation, m := range c.units() {
		loan := account.Loan{Role: par.Officer, From: m.Officer.Person, To: c.target.Person, First: tomorrow, Last: tomorrow, Reason: "x"}
		d, err := c.Accounts.DelegateRole(t.Context(), m.Leader.Actor, m.Unit.ID, loan, c.Key())
		must(t, err)
		c.lent[relation] = d.ID
	}
}

// signIn gives everyone a fresh session.
func (c *city) signIn(t *testing.T) {
	t.Helper()
	for i := range c.persons {
		p := &c.persons[i]
		if p.login == "" {
			continue
		}
		entry, err := c.Accounts.SignIn(t.Context(), p.login, world.Password, p.token)
		must(t, err)
		p.token = entry.Token
	}
}

// nothing are values of the right form that name nothing.
var nothing = map[string]string{"leaf": "99.9", "block": "khong-co", "file": "khong-co.css", "code": "khong-co", "download": "khong-co.json", "unit": strings.Repeat("0", 25) + "7"}

// path writes the address of a cell; it is false where the scene has no such thing.
func (c *city) path(one cell) (string, bool) {
	_, path, _ := strings.Cut(one.right.route, " ")
	path = strings.ReplaceAll(path, "{$}", "")
	for _, name := range names(one.right.route) {
		value := c.value(name, one)
		if one.absent == name {
			if value = nothing[name]; value == "" {
				value = strings.Repeat("0", 25) + "7"
			}
		}
		if value == "" {
			return "", false
		}
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	return path, true
}

// value finds what a cell means by a name of its path; empty: there is none.
func (c *city) value(name string, one cell) string {
	s := c.stages[one.scene]
	unitOf := one.relation
	if unitOf == elsewhere {
		unitOf = other
	}
	switch name {
	case "round":
		return string(s.round)
	case "dossier":
		return string(s.dossier[unitOf])
	case "inspection":
		return string(s.inspection)
	case "document":
		return string(s.document[unitOf])
	case "draft":
		if strings.Contains(one.right.route, "/rounds/") {
			return "" // the appraiser has sent in none
		}
		return string(s.draft[unitOf])
	case "thread":
		return string(s.thread[unitOf])
	case "use":
		return string(s.use[unitOf])
	case "session":
		return string(s.session)
	case "item":
		return string(s.item[unitOf])
	case "filter":
		return string(s.filter[unitOf])
	case "hash":
		return c.fileOf(s)
	case "upload":
		return c.beginUpload(unitOf)
	case "notice":
		return string(s.notice[unitOf])
	case "publication":
		return string(s.publication)
	case "leaf":
		if strings.HasSuffix(one.right.route, "/survey") {
			return c.survey
		}
		return c.leaves[one.relation]
	case "unit":
		return string(c.unit(unitOf).ID)
	case "block":
		return "so"
	case "code":
		return c.unit(unitOf).Code
	case "download":
		return "result.json"
	case "edition":
		return string(c.Edition.ID)
	case "person":
		return string(c.target.Person)
	case "delegation":
		return string(c.lent[unitOf])
	case "grant":
		switch {
		case strings.Contains(one.right.route, "/appraisers/"):
			return string(s.appraiser)
		case strings.Contains(one.right.route, "/council/"):
			return string(s.seat)
		}
		return string(c.target.Grants[0].ID)
	case "file":
		if asset.Ready() {
			return strings.TrimPrefix(asset.URL("app.css"), asset.Prefix)
		}
	}
	return ""
}

// fileOf is the name under which the file of the own unit is stored.
func (c *city) fileOf(s *stage) string {
	d, err := c.evidence.ReadDocument(context.Background(), c.units()[own].Officer.Actor, s.document[own])
	if err != nil {
		panic(err)
	}
	return d.File.Hash
}

// beginUpload lets the officer of a unit begin to send a file; one that is
// given up is there no longer.
func (c *city) beginUpload(relation string) string {
	m := c.units()[relation]
	a, err := c.evidence.BeginArrival(context.Background(), m.Officer.Actor, m.Unit.ID, "qd.pdf", 5)
	if err != nil {
		panic(err)
	}
	return string(a.ID)
}

func (c *city) unit(relation string) unit.Unit { return c.units()[relation].Unit }

// expand fills in what a form says of the scene.
func (c *city) expand(t *testing.T, one cell) string {
	t.Helper()
	r, err := c.RoundNow(t.Context(), c.stages[one.scene].round)
	must(t, err)
	return strings.NewReplacer("{version}", strconv.FormatInt(r.Version, 10), "{edition}", string(c.Edition.ID), "{area}", c.area, "{leaf}", c.leaves[own],
		"{person}", string(c.target.Person), "{unit}", string(c.unit(own).ID), "{dossier}", string(c.stages[one.scene].dossier[own]),
		"{leader}", string(c.Standing.Person), "{member}", string(c.member.Person)).Replace(one.right.form)
}
