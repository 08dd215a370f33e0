package thread_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
)

var ctx = context.Background()

// leaf is talked about; it lies in area 1.
const leaf = "1.2.2"

// bench is a world with judges: of the area, of another area, of the unit
// itself, and a member of the council.
type bench struct {
	*world.World
	t       *testing.T
	clock   *testkit.Clock
	threads *thread.Service
	one     world.Member
	judge   world.Person // of area 1, from the other unit
	away    world.Person // of area 3
	home    world.Person // of area 1, from the unit itself
	member  world.Person
}

func newBench(t *testing.T, d *db.DB, clock *testkit.Clock) *bench {
	t.Helper()
	w, err := world.Build(ctx, d, clock, world.Options{Units: 2, Random: testkit.Random(5)})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{World: w, t: t, clock: clock, threads: thread.New(d), one: w.Members[0]}
	appraiser := func(login string, unit par.ID, area string) world.Person {
		return b.enrol(login, par.Grant{Role: par.Appraiser, Unit: unit, Round: w.Round.ID, Block: "so", Area: area})
	}
	b.judge = appraiser("td.mot", w.Members[1].Unit.ID, "1")
	b.away = appraiser("td.ba", w.Members[1].Unit.ID, "3")
	b.home = appraiser("td.nha", b.one.Unit.ID, "1")
	b.member = b.enrol("hoi.dong", par.Grant{Role: par.Member, Unit: w.Members[1].Unit.ID, Round: w.Round.ID})
	return b
}

func (b *bench) enrol(login string, grants ...par.Grant) world.Person {
	b.t.Helper()
	p, err := b.Enrol(ctx, login, grants...)
	b.must(err)
	return p
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) submitted() *bench {
	b.t.Helper()
	b.must(b.Sign(ctx, b.Round.ID, b.one))
	return b
}

func (b *bench) begin(who world.Person, audience par.Audience, body string, named ...world.Person) (par.ID, error) {
	b.clock.Forward(time.Minute)
	return b.threads.BeginThread(ctx, who.Actor, b.one.Dossier, leaf, audience, words(body, named), b.Key())
}

func (b *bench) begun(who world.Person, audience par.Audience, body string, named ...world.Person) par.ID {
	b.t.Helper()
	id, err := b.begin(who, audience, body, named...)
	b.must(err)
	return id
}

func words(body string, named []world.Person) thread.Words {
	in := thread.Words{Body: body}
	for _, p := range named {
		in.People = append(in.People, p.Person)
	}
	return in
}

func (b *bench) reply(who world.Person, id par.ID, body string, named ...world.Person) error {
	b.clock.Forward(time.Minute)
	_, err := b.threads.Reply(ctx, who.Actor, b.one.Dossier, leaf, id, words(body, named), b.Key())
	return err
}

func (b *bench) read(who world.Person) thread.View {
	b.t.Helper()
	v, err := b.threads.ReadThreads(ctx, who.Actor, b.one.Dossier, leaf)
	if err != nil && !par.Is(err, par.NotFound) && !par.Is(err, par.Closed) {
		b.t.Fatal(err)
	}
	return v
}

// heard lists what a person reads, first remarks and replies.
func (b *bench) heard(who world.Person) []string {
	b.t.Helper()
	var said []string
	for _, t := range b.read(who).Threads {
		said = append(said, t.Body)
		for _, r := range t.Replies {
			said = append(said, r.Body)
		}
	}
	slices.Sort(said)
	return said
}

func (b *bench) open(who world.Person) int {
	b.t.Helper()
	counts, err := b.threads.OpenCounts(ctx, who.Actor, b.one.Dossier)
	b.must(err)
	return counts[b.one.Dossier][leaf]
}

// told lists who got notices of a kind, each as often as he did.
func (b *bench) told(kind notice.Kind) []par.ID {
	b.t.Helper()
	var people []par.ID
	b.must(b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := notice.InRound(tx, b.Round.ID, kind)
		for _, n := range all {
			people = append(people, n.Person)
		}
		return err
	}))
	slices.Sort(people)
	return people
}

func ids(people ...world.Person) []par.ID {
	var found []par.ID
	for _, p := range people {
		found = append(found, p.Person)
	}
	slices.Sort(found)
	return found
}

func wantCode(t *testing.T, err error, code par.Code) {
	t.Helper()
	if e, ok := par.AsError(err); !ok || e.Code != code {
		t.Errorf("error %v, want %s", err, code)
	}
}

func TestEachThreadIsHeardByItsAudienceAlone(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := newBench(t, d, clock).submitted()
		b.begun(b.one.Officer, par.ForUnit, "unit")
		b.begun(b.one.Leader, par.ForBoth, "both")
		b.begun(b.judge, par.ForAppraisers, "appraisers")
		unit, judges := []string{"both", "unit"}, []string{"appraisers", "both"}
		for _, c := range []struct {
			name string
			who  world.Person
			want []string
		}{
			{"officer", b.one.Officer, unit}, {"leader", b.one.Leader, unit}, {"appraiser of the area", b.judge, judges},
			{"standing body", b.Standing, judges}, {"council", b.member, judges},
			{"appraiser of another area", b.away, nil}, {"appraiser of the very unit", b.home, nil},
			{"another unit", b.Members[1].Officer, nil}, {"publisher", b.Publisher, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				var got []string
				if v, err := b.threads.ReadThreads(ctx, c.who.Actor, b.one.Dossier, leaf); err == nil {
					for _, one := range v.Threads {
						got = append(got, one.Body)
					}
					slices.Sort(got)
				} else if c.want != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if n := b.open(c.who); n != len(c.want) {
					t.Errorf("counts %d open, reads %d", n, len(c.want))
				}
			})
		}
	})
}

// What a side may not read leaves no trace in what it is shown.
func TestTheOtherSidesThreadLeavesNoTrace(t *testing.T) {
	b := onSQLite(t).submitted()
	b.begun(b.one.Officer, par.ForBoth, "both")
	sides := []world.Person{b.one.Officer, b.one.Leader, b.judge, b.Standing, b.member}
	look := func() map[par.ID]any {
		seen := map[par.ID]any{}
		for _, who := range sides {
			v := b.read(who)
			seen[who.Person] = []any{v.Threads, v.May, v.People, v.Names, v.Open(), b.open(who)}
		}
		return seen
	}
	before := look()
	hidden := b.begun(b.judge, par.ForAppraisers, "appraisers", b.Standing)
	b.must(b.reply(b.Standing, hidden, "reply"))
	after := look()
	for _, who := range sides[:2] {
		if diff := cmp.Diff(before[who.Person], after[who.Person]); diff != "" {
			t.Errorf("the unit sees a trace (-before +after):\n%s", diff)
		}
	}
	between := look()
	b.must(b.reply(b.one.Leader, b.begun(b.one.Officer, par.ForUnit, "unit", b.one.Leader), "reply"))
	after = look()
	for _, who := range sides[2:] {
		if diff := cmp.Diff(between[who.Person], after[who.Person]); diff != "" {
			t.Errorf("the other side sees a trace (-before +after):\n%s", diff)
		}
	}
	if diff := cmp.Diff(ids(b.Standing, b.one.Leader), b.told(notice.Mentioned)); diff != "" {
		t.Errorf("told of a mention (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ids(b.judge, b.one.Officer), b.told(notice.Replied)); diff != "" {
		t.Errorf("told of a reply (-want +got):\n%s", diff)
	}
}

func onSQLite(t *testing.T) *bench {
	t.Helper()
	clock := testkit.NewClock()
	return newBench(t, testkit.SQLite(t, clock), clock)
}

func TestADraftIsTalkedAboutWithinItsUnit(t *testing.T) {
	b := onSQLite(t)
	b.begun(b.one.Officer, par.ForBoth, "both")
	if got := b.heard(b.judge); got != nil {
		t.Errorf("the appraiser reads %v of a draft", got)
	}
	_, err := b.begin(b.one.Officer, par.ForBoth, "x", b.judge)
	wantCode(t, err, par.Invalid)
	b.submitted()
	if got := b.heard(b.judge); len(got) != 1 {
		t.Errorf("after submission the appraiser reads %v", got)
	}
	b.begun(b.one.Officer, par.ForBoth, "x", b.judge)
}

func TestOnlyThoseWhoMayReadAreOfferedAndNamed(t *testing.T) {
	b := onSQLite(t).submitted()
	v := b.read(b.one.Officer)
	offered := func(audience par.Audience) []par.ID {
		var found []par.ID
		for _, p := range v.People[audience] {
			found = append(found, p.ID)
		}
		slices.Sort(found)
		return found
	}
	if diff := cmp.Diff(ids(b.one.Leader), offered(par.ForUnit)); diff != "" {
		t.Errorf("for the unit (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ids(b.one.Leader, b.judge, b.member, b.Standing), offered(par.ForBoth)); diff != "" {
		t.Errorf("for both (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		name     string
		by       world.Person
		audience par.Audience
		named    world.Person
	}{
		{"an appraiser within the unit", b.one.Officer, par.ForUnit, b.judge},
		{"the unit among appraisers", b.judge, par.ForAppraisers, b.one.Leader},
		{"an appraiser of another area", b.one.Officer, par.ForBoth, b.away},
		{"the unit's own appraiser", b.judge, par.ForAppraisers, b.home},
		{"another unit", b.one.Officer, par.ForBoth, b.Members[1].Officer},
		{"oneself", b.one.Officer, par.ForUnit, b.one.Officer},
	} {
		_, err := b.begin(c.by, c.audience, "x", c.named)
		t.Run(c.name, func(t *testing.T) { wantCode(t, err, par.Invalid) })
	}
	if got := b.told(notice.Mentioned); got != nil {
		t.Errorf("%v were told of what was refused", got)
	}
	b.must(b.Accounts.EndGrant(ctx, par.Program(), b.Key(), b.judge.Person, b.judge.Grants[0].ID))
	_, err := b.begin(b.one.Officer, par.ForBoth, "x", b.judge)
	wantCode(t, err, par.Invalid)
}

func TestNobodyWritesWhereHeMayNotRead(t *testing.T) {
	b := onSQLite(t).submitted()
	unit, both := b.begun(b.one.Officer, par.ForUnit, "unit"), b.begun(b.one.Officer, par.ForBoth, "both")
	appraisers := b.begun(b.judge, par.ForAppraisers, "appraisers")
	for _, c := range []struct {
		name string
		err  error
		code par.Code
	}{
		{"the unit begins among appraisers", second(b.begin(b.one.Officer, par.ForAppraisers, "x")), par.NotFound},
		{"an appraiser begins within the unit", second(b.begin(b.judge, par.ForUnit, "x")), par.NotFound},
		{"the unit answers appraisers", b.reply(b.one.Officer, appraisers, "x"), par.NotFound},
		{"an appraiser answers within the unit", b.reply(b.judge, unit, "x"), par.NotFound},
		{"a member only reads", b.reply(b.member, both, "x"), par.Forbidden},
		{"another area", b.reply(b.away, both, "x"), par.NotFound},
		{"nothing said", b.reply(b.judge, both, "  "), par.Invalid},
		{"for nobody", second(b.begin(b.one.Officer, "all", "x")), par.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) { wantCode(t, c.err, c.code) })
	}
	_, err := b.threads.Reply(ctx, b.judge.Actor, b.one.Dossier, "1.1.1", both, thread.Words{Body: "x"}, b.Key())
	wantCode(t, err, par.NotFound)
}

func second(_ par.ID, err error) error { return err }

func TestAThreadIsSettledByWhoHasReadItsEnd(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := newBench(t, d, clock).submitted()
		id := b.begun(b.one.Officer, par.ForBoth, "both")
		b.must(b.reply(b.judge, id, "reply"))
		settle := func(who world.Person, settled bool, version int64) error {
			return b.threads.SettleThread(ctx, who.Actor, b.one.Dossier, leaf, id, settled, version, b.Key())
		}
		wantCode(t, settle(b.one.Officer, true, 1), par.Conflict)
		b.must(settle(b.one.Officer, true, 2))
		b.must(settle(b.one.Officer, true, 3)) // as it is already
		v := b.read(b.judge)
		if v.Open() != 0 || b.open(b.judge) != 0 || v.Threads[0].ResolvedBy != b.one.Officer.Person || v.Threads[0].Version != 3 {
			t.Errorf("settled: %+v", v.Threads[0].Remark)
		}
		if diff := cmp.Diff(ids(b.judge), b.told(notice.ThreadSettled)); diff != "" {
			t.Errorf("told that it is settled (-want +got):\n%s", diff)
		}
		b.must(settle(b.judge, false, 3))
		b.must(settle(b.judge, true, 4))
		b.must(b.reply(b.one.Leader, id, "again"))
		if b.open(b.judge) != 1 {
			t.Error("a reply has not opened the thread again")
		}
		if diff := cmp.Diff([]string{"again", "both", "reply"}, b.heard(b.judge)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestARepeatedRequestSaysItOnce(t *testing.T) {
	b := onSQLite(t)
	key := b.Key()
	for range 2 {
		_, err := b.threads.BeginThread(ctx, b.one.Officer.Actor, b.one.Dossier, leaf, par.ForUnit, words("once", []world.Person{b.one.Leader}), key)
		b.must(err)
	}
	if got := b.heard(b.one.Leader); len(got) != 1 || len(b.told(notice.Mentioned)) != 1 {
		t.Errorf("said %v, told %v", got, b.told(notice.Mentioned))
	}
}

func TestWhoOwesASecondOpinionHearsNobody(t *testing.T) {
	b := onSQLite(t).submitted()
	b.must(b.Appraise(ctx, b.Round.ID, b.clock.Now()))
	both := b.begun(b.one.Officer, par.ForBoth, "both", b.judge)
	_, err := b.Appraisals.AskSecondOpinion(ctx, b.Standing.Actor, b.Round.ID, appraisal.Question{Person: b.judge.Person, Dossier: b.one.Dossier, Leaf: leaf}, b.Key())
	b.must(err)
	if got := b.heard(b.judge); got != nil || b.open(b.judge) != 0 {
		t.Errorf("reads %v", got)
	}
	wantCode(t, b.reply(b.judge, both, "x"), par.Closed)
	_, err = b.begin(b.one.Officer, par.ForBoth, "x", b.judge)
	wantCode(t, err, par.Invalid)
	b.clock.Forward(time.Minute)
	_, err = b.Appraisals.GiveSecondOpinion(ctx, b.judge.Actor, b.one.Dossier, appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept}, b.Key())
	b.must(err)
	if got := b.heard(b.judge); len(got) != 1 {
		t.Errorf("after his own he reads %v", got)
	}
}
