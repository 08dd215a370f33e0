package round_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

func TestARoundOpensOnlyWhenReady(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.bare()
		open := func() error {
			return c.rounds.MoveStage(ctx(), c.standing, r.ID, c.load(r.ID).Version, par.SelfScoring, c.key())
		}
		refused(t, open(), par.Closed, "round.no_blocks")
		c.must(c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, c.block(), c.key()))
		refused(t, open(), par.Closed, "round.empty_block")
		c.must(c.rounds.SetParticipants(ctx(), c.standing, r.ID, c.load(r.ID).Version, "so", c.both(), c.key()))
		c.must(open())
		if got := c.load(r.ID); got.State != par.SelfScoring {
			t.Errorf("the round stands in %s", got.State)
		}
	})
}

func TestARoundWithoutCalendarDoesNotOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r, err := c.rounds.CreateRound(ctx(), c.standing, round.Round{Code: "x", Year: 2026, Title: "x"}, c.key())
		c.must(err)
		c.must(c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, c.block(), c.key()))
		c.must(c.rounds.SetParticipants(ctx(), c.standing, r.ID, r.Version+1, "so", c.both(), c.key()))
		refused(t, c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version+2, par.SelfScoring, c.key()), par.Closed, "round.no_calendar")
	})
}

func TestOpeningMakesDossiersAndFreezesEditions(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		if e, err := c.editions.Edition(ctx(), c.standing, c.edition.ID); err != nil || e.Frozen() {
			t.Fatalf("before: frozen %v, %v", e.Frozen(), err)
		}
		c.must(c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version, par.SelfScoring, c.key()))
		e, err := c.editions.Edition(ctx(), c.standing, c.edition.ID)
		if err != nil || !e.Frozen() || e.Hash != c.edition.Hash {
			t.Errorf("after: frozen %v, hash kept %v, %v", e.Frozen(), e.Hash == c.edition.Hash, err)
		}
		c.must(c.db.Read(ctx(), func(tx *db.Tx) error {
			all, err := dossier.List(tx, r.ID)
			if len(all) != 2 || all[0].State != par.Draft {
				t.Errorf("dossiers: %+v", all)
			}
			return err
		}))
	})
}

func TestANewEditionLeavesTheUsedOneAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.open()
		changed := c.edition
		set := *c.edition.Set
		set.Title = "Bản sửa"
		sealed, err := set.Seal()
		c.must(err)
		changed.Set = sealed
		next, err := c.editions.SaveEdition(ctx(), c.standing, changed, c.key())
		c.must(err)
		if next.ID == c.edition.ID || next.Number != c.edition.Number+1 || next.Frozen() {
			t.Errorf("the next edition is %s, number %d, frozen %v", next.ID, next.Number, next.Frozen())
		}
		used, err := c.editions.Edition(ctx(), c.standing, c.load(r.ID).Blocks[0].EditionID)
		if err != nil || used.Hash != c.edition.Hash {
			t.Errorf("the edition of the round has changed: %v", err)
		}
	})
}

func TestBackwardMovesStopOnceSomebodyHasWorked(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.open()
		move := func(to par.Stage) error {
			return c.rounds.MoveStage(ctx(), c.standing, r.ID, c.load(r.ID).Version, to, c.key())
		}
		c.must(move(par.Preparing))
		c.must(move(par.SelfScoring))
		yes := true
		c.declare("snv", "1.2.2", &score.Value{Yes: &yes})
		refused(t, move(par.Preparing), par.Closed, "round.already_scored")
		c.must(move(par.Appraisal1))
		c.must(move(par.SelfScoring))
		refused(t, move(par.Published), par.Closed, "round.no_such_move")
	})
}

func TestConfigurationIsForPreparation(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.open()
		refused(t, c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, c.block(), c.key()), par.Closed, "round.not_in_preparation")
		refused(t, c.rounds.SetParticipants(ctx(), c.standing, r.ID, r.Version, "so", nil, c.key()), par.Closed, "round.not_in_preparation")
		refused(t, c.rounds.RemoveBlock(ctx(), c.standing, r.ID, r.Version, "so", c.key()), par.Closed, "round.not_in_preparation")
		r.Calendar[0].Closes = r.Calendar[0].Closes.Add(-time.Hour)
		c.must(c.rounds.ConfigureRound(ctx(), c.standing, r, "đổi lịch", c.key()))
		if got := c.load(r.ID).Window(par.SelfScoring).Closes; got != r.Calendar[0].Closes {
			t.Errorf("the deadline is %v", got)
		}
	})
}

func TestOneUnitOneBlock(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		second := c.block()
		second.Code, second.Name = "xa", "Khối xã"
		c.must(c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, second, c.key()))
		err := c.rounds.SetParticipants(ctx(), c.standing, r.ID, r.Version+1, "xa", c.both()[:1], c.key())
		refused(t, err, par.Conflict, "round.unit_in_other_block")
		refused(t, c.rounds.RemoveBlock(ctx(), c.standing, r.ID, r.Version+1, "so", c.key()), par.Conflict, "round.block_has_units")
		c.must(c.rounds.RemoveBlock(ctx(), c.standing, r.ID, r.Version+1, "xa", c.key()))
	})
}

func TestParticipantsKeepTheirOrder(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		swapped := []round.Participant{{Unit: c.units["stp"]}, {Unit: c.units["snv"], Ranked: true}}
		c.must(c.rounds.SetParticipants(ctx(), c.standing, r.ID, r.Version, "so", swapped, c.key()))
		_, units, err := c.rounds.Round(ctx(), c.standing, r.ID)
		c.must(err)
		var got []string
		for _, p := range units {
			got = append(got, p.Unit.Code)
		}
		if diff := cmp.Diff([]string{"stp", "snv"}, got); diff != "" || units[0].Ranked || !units[1].Ranked {
			t.Errorf("order %v, ranked %v %v", got, units[0].Ranked, units[1].Ranked)
		}
	})
}

func TestAStaleCopyIsAConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		renamed := r
		renamed.Title = "Tên mới"
		c.must(c.rounds.ConfigureRound(ctx(), c.standing, renamed, "đổi lịch", c.key()))
		stale := r
		stale.Title = "Tên của người khác"
		refused(t, c.rounds.ConfigureRound(ctx(), c.standing, stale, "đổi lịch", c.key()), par.Conflict, "error.conflict")
		refused(t, c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, c.block(), c.key()), par.Conflict, "error.conflict")
		refused(t, c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version, par.SelfScoring, c.key()), par.Conflict, "error.conflict")
		if got := c.load(r.ID).Title; got != "Tên mới" {
			t.Errorf("title %q", got)
		}
	})
}

func TestTheSameRequestTwiceIsDoneOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		key := c.key()
		first, err := c.rounds.CreateRound(ctx(), c.standing, round.Round{Code: "a", Year: 2026, Title: "A"}, key)
		c.must(err)
		again, err := c.rounds.CreateRound(ctx(), c.standing, round.Round{Code: "a", Year: 2026, Title: "A"}, key)
		c.must(err)
		if first.ID != again.ID {
			t.Errorf("two rounds: %s, %s", first.ID, again.ID)
		}
		r, key := c.ready(), c.key()
		for range 2 {
			c.must(c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version, par.SelfScoring, key))
		}
		key.Fingerprint = "another request"
		refused(t, c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version, par.SelfScoring, key), par.Conflict, "error.key_reused")
		_, err = c.rounds.CreateRound(ctx(), c.standing, round.Round{Code: "a", Year: 2026, Title: "A"}, c.key())
		refused(t, err, par.Invalid, "code")
	})
}

func TestWhoMayNot(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		for name, actor := range map[string]par.Actor{
			"public": {}, "officer": c.officer("snv"),
			"admin":     {Person: "nam", Grants: []par.Grant{{Role: par.Admin}}},
			"publisher": {Person: "vinh", Grants: []par.Grant{{Role: par.Publisher}}},
			"appraiser": {Person: "hue", Grants: []par.Grant{{Role: par.Appraiser, Round: r.ID}}},
		} {
			want := par.Forbidden
			if name == "public" {
				want = par.Unauthenticated
			}
			_, creating := c.rounds.CreateRound(ctx(), actor, round.Round{Code: "z", Year: 2026, Title: "Z"}, c.key())
			_, setting := c.rounds.Setup(ctx(), actor, r.ID)
			_, board := dossier.New(c.db).Board(ctx(), actor, r.ID, "")
			acts := map[string]error{
				"create": creating, "set up": setting,
				"configure": c.rounds.ConfigureRound(ctx(), actor, r, "đổi lịch", c.key()),
				"block":     c.rounds.SaveBlock(ctx(), actor, r.ID, r.Version, c.block(), c.key()),
				"units":     c.rounds.SetParticipants(ctx(), actor, r.ID, r.Version, "so", c.both(), c.key()),
				"appraiser": c.rounds.AssignAppraiser(ctx(), actor, r.ID, r.Version, c.assignment("1"), c.key()),
				"move":      c.rounds.MoveStage(ctx(), actor, r.ID, r.Version, par.SelfScoring, c.key()),
			}
			if name != "publisher" {
				acts["board"] = board
			}
			for act, err := range acts {
				if !par.Is(err, want) {
					t.Errorf("%s, %s: %v", name, act, err)
				}
			}
		}
		if got := c.load(r.ID); got.Version != r.Version {
			t.Errorf("somebody without the right has changed the round: version %d", got.Version)
		}
	})
}

func TestFieldsAtFaultAreNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		for field, r := range map[string]round.Round{
			"code":         {Code: "Đợt 2026", Year: 2026, Title: "x"},
			"year":         {Code: "a", Year: 206, Title: "x"},
			"title":        {Code: "a", Year: 2026, Title: strings.Repeat("x", 301)},
			"self_scoring": {Code: "a", Year: 2026, Title: "x", Calendar: []round.Window{{Stage: par.SelfScoring, Opens: 20, Closes: 10}}},
			"appraisal1": {Code: "a", Year: 2026, Title: "x", Calendar: []round.Window{
				{Stage: par.SelfScoring, Opens: 10, Closes: 20}, {Stage: par.Appraisal1, Opens: 15, Closes: 30},
			}},
		} {
			_, err := c.rounds.CreateRound(ctx(), c.standing, r, c.key())
			refused(t, err, par.Invalid, field)
		}
		r := c.bare()
		for field, change := range map[string]func(*round.Block){
			"code":            func(b *round.Block) { b.Code = "" },
			"name":            func(b *round.Block) { b.Name = "" },
			"edition":         func(b *round.Block) { b.EditionID = "" },
			"method":          func(b *round.Block) { b.Method = nil },
			"classes":         func(b *round.Block) { b.Method.Classes = b.Method.Classes[:4] },
			"classes[1].from": func(b *round.Block) { b.Method.Classes[1].From = "95" },
			"tie_break[0]":    func(b *round.Block) { b.Method.TieBreak = []string{"node:99"} },
			"class_caps[0].at_most": func(b *round.Block) {
				b.Method.ClassCaps = []score.ClassCap{{Node: "1", IndexBelow: "50", AtMost: "Giỏi"}}
			},
		} {
			b := c.block()
			change(&b)
			refused(t, c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, b, c.key()), par.Invalid, field)
		}
	})
}

func (c *city) assignment(areas ...string) round.Assignment {
	return round.Assignment{Person: c.people["hue.stp"], Unit: c.units["stp"].ID, Block: "so", Areas: areas}
}

func TestAppraisersAndWhatNobodyCanAppraise(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		c.must(c.rounds.AssignAppraiser(ctx(), c.standing, r.ID, r.Version, c.assignment("1", "2"), c.key()))
		o, err := c.rounds.Overview(ctx(), c.standing, r.ID)
		c.must(err)
		if len(o.Appraisers) != 2 || o.Appraisers[0].Name != "Kiều Thị Huệ" || o.Appraisers[0].AreaTitle == "" || o.Appraisers[0].BlockName == "" {
			t.Fatalf("appraisers: %+v", o.Appraisers)
		}
		if g := o.Gaps[0]; g.Area.Code != "1" || len(g.Units) != 1 || g.Units[0].Code != "stp" {
			t.Errorf("the own unit is no gap: %+v", g)
		}
		if g := o.Gaps[2]; g.Area.Code != "3" || g.Units != nil {
			t.Errorf("an area without appraisers is no gap: %+v", g)
		}
		r = c.load(r.ID)
		other := round.Assignment{Person: c.people["son.snv"], Unit: c.units["snv"].ID, Areas: []string{"1"}}
		c.must(c.rounds.AssignAppraiser(ctx(), c.standing, r.ID, r.Version, other, c.key()))
		o, err = c.rounds.Overview(ctx(), c.standing, r.ID)
		c.must(err)
		if o.Gaps[0].Area.Code != "2" {
			t.Errorf("area 1 has two people of two units, yet %+v", o.Gaps[0])
		}
		c.must(c.rounds.ReleaseAppraiser(ctx(), c.standing, r.ID, r.Version+1, o.Appraisers[0].Held.ID, c.key()))
		refused(t, c.rounds.ReleaseAppraiser(ctx(), c.standing, r.ID, r.Version+2, o.Appraisers[0].Held.ID, c.key()), par.NotFound, "error.not_found")
	})
}

func TestAnAssignmentNamesItsFaults(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.ready()
		c.must(c.rounds.AssignAppraiser(ctx(), c.standing, r.ID, r.Version, c.assignment("1"), c.key()))
		r = c.load(r.ID)
		for field, change := range map[string]func(*round.Assignment){
			"person": func(a *round.Assignment) { a.Person = "" },
			"unit":   func(a *round.Assignment) { a.Unit = "nowhere" },
			"area":   func(a *round.Assignment) { a.Areas = []string{"77"} },
			"block":  func(a *round.Assignment) { a.Block = "xa" },
		} {
			a := c.assignment("2")
			change(&a)
			refused(t, c.rounds.AssignAppraiser(ctx(), c.standing, r.ID, r.Version, a, c.key()), par.Invalid, field)
		}
		refused(t, c.rounds.AssignAppraiser(ctx(), c.standing, r.ID, r.Version, c.assignment("2", "1"), c.key()), par.Invalid, "person")
		if got := c.load(r.ID).Version; got != r.Version {
			t.Errorf("half an assignment was kept: version %d", got)
		}
	})
}

func TestBoardCountsByUnitAndArea(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		r := c.open()
		yes := true
		c.declare("stp", "1.2.2", &score.Value{Yes: &yes})
		board := func() dossier.Board {
			b, err := dossier.New(c.db).Board(ctx(), c.standing, r.ID, "")
			c.must(err)
			return b
		}
		b := board()
		block := b.Blocks[0]
		if len(block.Units) != 2 || block.Units[1].Unit.Code != "stp" || block.Units[1].Given["1"] != 1 || block.Units[1].Done() != 1 || block.Units[0].Done() != 0 {
			t.Fatalf("progress: %+v", block.Units)
		}
		if block.Units[1].Last != c.clock.Now() || block.Areas[0].Leaves == 0 || block.Leaves() < 40 {
			t.Errorf("last %v, areas %+v", block.Units[1].Last, block.Areas)
		}
		if b.Late(block.Units[1]) != 0 || b.Behind(block.Units[1]) {
			t.Error("late at the beginning")
		}
		c.clock.Forward(20 * time.Hour)
		if b = board(); !b.Behind(b.Blocks[0].Units[1]) {
			t.Error("not behind with one leaf and a sixth of the time left")
		}
		c.clock.Forward(5 * time.Hour)
		b = board()
		if late := b.Late(b.Blocks[0].Units[1]); late != b.Now.Sub(b.Window.Closes) || late <= 0 {
			t.Errorf("late by %v after the deadline", late)
		}
		_, err := c.rounds.ExtendDeadline(ctx(), c.standing, r.ID, round.Extension{
			Stage: par.SelfScoring, Unit: b.Blocks[0].Units[1].Unit.ID, Closes: b.Now.Add(2 * time.Hour), Reason: "mất điện",
		}, c.key())
		c.must(err)
		b = board()
		if one := b.Blocks[0].Units[1]; b.Late(one) != 0 || !one.Extended || b.Late(b.Blocks[0].Units[0]) <= 0 {
			t.Errorf("%+v: late though it has more time, or the other is not", one)
		}
	})
}

func TestUnitsAreNamedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, c *city) {
		units := unit.New(c.db)
		_, err := units.SaveUnit(ctx(), c.standing, unit.Unit{Code: "stp", Name: "Sở khác", Level: unit.Department}, c.key())
		refused(t, err, par.Invalid, "code")
		_, err = units.SaveUnit(ctx(), c.standing, unit.Unit{Code: "Sở X", Name: "", Level: "planet"}, c.key())
		refused(t, err, par.Invalid, "level")
		stale := c.units["stp"]
		renamed := stale
		renamed.Name = "Sở Tư pháp thành phố"
		_, err = units.SaveUnit(ctx(), c.standing, renamed, c.key())
		c.must(err)
		_, err = units.SaveUnit(ctx(), c.standing, stale, c.key())
		refused(t, err, par.Conflict, "error.conflict")
		found, err := units.ListUnits(ctx(), c.officer("snv"), "tu phap")
		if err != nil || len(found) != 1 || found[0].Code != "stp" {
			t.Errorf("found %+v, %v", found, err)
		}
		_, err = units.SaveUnit(ctx(), c.officer("stp"), renamed, c.key())
		refused(t, err, par.Forbidden, "error.forbidden")
	})
}
