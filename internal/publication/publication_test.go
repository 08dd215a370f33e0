package publication_test

import (
	"context"
	"maps"
	"math/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
)

var ctx = context.Background()

// onBoth runs a test on a round that has been appraised, on both engines.
func onBoth(t *testing.T, test func(t *testing.T, w *cast.World)) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := cast.New(t, d, clock)
		test(t, w)
	})
}

// onSQLite makes the cast of a test that needs one engine only.
func onSQLite(t *testing.T) *cast.World {
	clock := testkit.NewClock()
	return cast.New(t, testkit.SQLite(t, clock), clock)
}

func verify(t *testing.T, w *cast.World, id par.ID) error {
	t.Helper()
	var verdict error
	if err := w.DB.Read(ctx, func(tx *db.Tx) error {
		verdict = publication.Verify(tx, id)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return verdict
}

func staff(t *testing.T, w *cast.World, id par.ID) publication.Staff {
	t.Helper()
	v, err := w.Publications.Publication(ctx, w.Hanh, id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestARoundIsDecidedByOneAndPublishedByAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, w *cast.World) {
		w.Scored("2017", 2017, "Số liệu thử")
		id := w.Decide("")
		if w.Round.State != par.Decided || w.Dossier("stp").State != par.Adopted {
			t.Fatalf("after the decision: round %s, dossier %s", w.Round.State, w.Dossier("stp").State)
		}
		both := w.Hanh
		both.Grants = append(both.Grants, par.Grant{Role: par.Publisher})
		if err := w.Publications.PublishResult(ctx, both, id, w.Key()); par.CodeOf(err) != par.Forbidden {
			t.Errorf("who decided publishes: %v, want forbidden", err)
		}
		w.Publish(id)
		if w.Round.State != par.Published || w.Dossier("stp").State != par.PublishedState {
			t.Errorf("after publication: round %s, dossier %s", w.Round.State, w.Dossier("stp").State)
		}
		if err := w.Publications.PublishResult(ctx, w.Vinh, id, w.Key()); par.CodeOf(err) != par.Closed {
			t.Errorf("published again: %v, want closed", err)
		}
		if err := verify(t, w, id); err != nil {
			t.Errorf("the publication does not verify: %v", err)
		}
	})
}

func TestARepeatedDecisionIsOne(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	in := publication.Decision{Round: w.Round.ID, Version: w.Round.Version}
	v, err := w.Publications.Standing(ctx, w.Hanh, w.Round.ID)
	if err != nil {
		t.Fatal(err)
	}
	in.Events = v.Events
	key := w.Key()
	first, err := w.Publications.DecideResult(ctx, w.Hanh, in, key)
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.Publications.DecideResult(ctx, w.Hanh, in, key)
	if err != nil || again != first {
		t.Errorf("the same request again: %s, %v; want %s", again, err, first)
	}
}

func TestNothingIsDecidedThatWasNotSeen(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	v, err := w.Publications.Standing(ctx, w.Hanh, w.Round.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.Appraise("stp", "2.1", "43", par.NotShown, "")
	in := publication.Decision{Round: w.Round.ID, Version: w.Round.Version, Events: v.Events}
	if _, err := w.Publications.DecideResult(ctx, w.Hanh, in, w.Key()); par.CodeOf(err) != par.Conflict {
		t.Errorf("decided after a score changed: %v, want a conflict", err)
	}
	for name, who := range map[string]par.Actor{"publisher": w.Vinh, "appraiser": w.An, "officer": w.Officer("stp"), "administrator": w.Nam, "nobody": {}} {
		if _, err := w.TryDecide(who, ""); err == nil {
			t.Errorf("the %s decides", name)
		}
	}
}

func TestACorrectionReplacesWithAReason(t *testing.T) {
	onBoth(t, func(t *testing.T, w *cast.World) {
		w.Scored("2017", 2017, "")
		first := w.Decide("")
		w.Publish(first)
		before := staff(t, w, first)

		if err := w.Publications.ReopenAppraisal(ctx, w.Hanh, w.Round.ID, w.Round.Version, "Kết luận thanh tra số 5", w.Key()); err != nil {
			t.Fatal(err)
		}
		w.Reload()
		w.Appraise("snv", "2.1", "20", par.InspectionSays, "")
		if _, err := w.TryDecide(w.Hanh, " "); par.CodeOf(err) != par.Invalid {
			t.Errorf("a correction without a reason: %v, want invalid", err)
		}
		second := w.Decide("Kết luận thanh tra số 5")
		public, err := w.Publications.PublicHead(ctx, par.Actor{}, first)
		if err != nil || public.NewerID != "" {
			t.Errorf("before its release the correction shows: %q, %v", public.NewerID, err)
		}
		w.Publish(second)

		after := staff(t, w, second)
		if after.Number != 2 || after.Replaces != first || after.Reason == "" {
			t.Errorf("correction number %d replaces %q, reason %q", after.Number, after.Replaces, after.Reason)
		}
		if u := after.Results.Results[0].Units[2]; u.Code != "snv" || u.Index != "66" {
			t.Errorf("after the correction the last is %s with %s, want snv with 66", u.Code, u.Index)
		}
		if diff := cmp.Diff(before.Results.Results, staff(t, w, first).Results.Results); diff != "" {
			t.Errorf("the old publication changed:\n%s", diff)
		}
		public, err = w.Publications.PublicHead(ctx, par.Actor{}, first)
		if err != nil || public.NewerID != second {
			t.Errorf("the old publication names %q as the newer one, want %q (%v)", public.NewerID, second, err)
		}
		for _, id := range []par.ID{first, second} {
			if err := verify(t, w, id); err != nil {
				t.Errorf("verify: %v", err)
			}
		}
	})
}

func TestADecisionNotYetPublicCanBeReplaced(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	first := w.Decide("")
	second := w.Decide("Tên đợt ghi sai")
	if err := w.Publications.PublishResult(ctx, w.Vinh, first, w.Key()); par.CodeOf(err) != par.Closed {
		t.Errorf("a replaced decision is published: %v, want closed", err)
	}
	w.Publish(second)
	head, err := w.Publications.PublicHead(ctx, par.Actor{}, second)
	if err != nil || head.OlderID != "" {
		t.Errorf("the public one names the withdrawn %q (%v)", head.OlderID, err)
	}
}

func TestNothingUndecidedOrUnpublishedIsPublic(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	id := w.Decide("")
	anyone := par.Actor{}
	reads := map[string]func() error{
		"head":    func() error { _, err := w.Publications.PublicHead(ctx, anyone, id); return err },
		"results": func() error { _, err := w.Publications.PublicResults(ctx, anyone, id); return err },
		"unit":    func() error { _, err := w.Publications.PublicUnit(ctx, anyone, id, "so", "stp"); return err },
		"files":   func() error { _, err := w.Publications.PublicFile(ctx, anyone, id); return err },
	}
	for name, read := range reads {
		if err := read(); par.CodeOf(err) != par.NotFound {
			t.Errorf("%s of an unreleased publication: %v, want not found", name, err)
		}
	}
	if all, err := w.Publications.ListPublic(ctx, anyone); err != nil || len(all) != 0 {
		t.Errorf("public: %v, %v; want nothing", all, err)
	}
	if _, err := w.Publications.UnitResult(ctx, w.Officer("stp"), w.Round.ID, "stp"); par.CodeOf(err) != par.Closed {
		t.Errorf("a unit reads its result before publication: %v, want closed", err)
	}
	if _, err := w.Publications.UnitResult(ctx, w.Officer("stp"), w.Round.ID, "snv"); par.CodeOf(err) != par.NotFound {
		t.Errorf("a unit reads another's result: %v, want not found", err)
	}
	w.Publish(id)
	for name, read := range reads {
		if err := read(); err != nil {
			t.Errorf("%s after the release: %v", name, err)
		}
	}
	u, err := w.Publications.UnitResult(ctx, w.Officer("stp"), w.Round.ID, string(w.Units["stp"].ID))
	if err != nil || u.Unit.Index != "78.5" {
		t.Errorf("a unit's own result: %s, %v; want 78.5", u.Unit.Index, err)
	}
}

func TestTheHashCoversEverything(t *testing.T) {
	hash := func(t *testing.T, change func(w *cast.World)) string {
		t.Helper()
		w := onSQLite(t)
		w.Scored("2017", 2017, "")
		change(w)
		return staff(t, w, w.Decide("")).Hash
	}
	plain := hash(t, func(*cast.World) {})
	if again := hash(t, func(*cast.World) {}); again != plain {
		t.Fatalf("the same round has the hashes %s and %s", plain, again)
	}
	for name, change := range map[string]func(w *cast.World){
		"points": func(w *cast.World) { w.Appraise("stp", "2.1", "42.49", par.NotShown, "") },
		"remark": func(w *cast.World) { w.Appraise("stp", "2.1", "42.5", par.NotShown, "Thiếu phụ lục") },
		"reason": func(w *cast.World) { w.Appraise("stp", "2.1", "42.5", par.Late, "") },
		"person": func(w *cast.World) { w.Hanh.Name = "Đặng Minh Quân" },
	} {
		if hash(t, change) == plain {
			t.Errorf("another %s leaves the hash as it was", name)
		}
	}
}

func TestTheNextYearIsComparedWithThePublishedOne(t *testing.T) {
	onBoth(t, func(t *testing.T, w *cast.World) {
		for year := 2014; year <= 2016; year++ {
			past := round.PastYear{Block: "huyen", Year: year, Average: "77.5", Classes: []round.PastClass{{Name: "Rất tốt"}, {Name: "Tốt", Count: 3}}}
			if err := w.Rounds.ImportPastYear(ctx, w.Hanh, past, w.Key()); err != nil {
				t.Fatal(err)
			}
		}
		w.Scored("2017", 2017, "")
		first := w.Decide("")
		districts := staff(t, w, first).Results.Results[1]
		if districts.Without != 4 || districts.Summary.Change != "2.83" || districts.Summary.PreviousYear != 2016 {
			t.Errorf("districts of 2017: %d years without the best class, change %s on %d; want 4, 2.83, 2016",
				districts.Without, districts.Summary.Change, districts.Summary.PreviousYear)
		}
		w.Publish(first)
		w.Clock.Set(w.Clock.Now().Add(1))
		w.Scored("2018", 2018, "")
		second := staff(t, w, w.Decide(""))
		departments := second.Results.Results[0]
		if u := departments.Units[0]; u.Change != "0" || u.RankChange == nil || *u.RankChange != 0 {
			t.Errorf("the same figures again: change %q, rank %v; want 0 and 0", u.Change, u.RankChange)
		}
		if departments.Years[0].Publication != first {
			t.Errorf("2018 is compared with %q, want the publication %q", departments.Years[0].Publication, first)
		}
		if got := second.Results.Results[1].Without; got != 5 {
			t.Errorf("years without the best class: %d, want 5", got)
		}
		if text := second.Texts[0].Body; !strings.Contains(text, "năm thứ năm liên tiếp không có đơn vị xếp loại Rất tốt") {
			t.Errorf("the announcement does not say so:\n%s", text)
		}
	})
}

func TestTheAnnouncementIsEditedUntilItsRelease(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	id := w.Decide("")
	in := publication.Announcement{Language: "vi", Body: "Văn bản đã sửa", Version: 1}
	if err := w.Publications.EditAnnouncement(ctx, w.Vinh, id, in, w.Key()); err != nil {
		t.Fatal(err)
	}
	if err := w.Publications.EditAnnouncement(ctx, w.Hanh, id, in, w.Key()); par.CodeOf(err) != par.Conflict {
		t.Errorf("an edit of an old version: %v, want a conflict", err)
	}
	text := staff(t, w, id).Texts[0]
	if text.Body != "Văn bản đã sửa" || !strings.Contains(text.Generated, "Sở Nội vụ") || text.Version != 2 {
		t.Errorf("announcement %+v: want the edited text beside the generated one", text)
	}
	w.Publish(id)
	in.Version = 2
	if err := w.Publications.EditAnnouncement(ctx, w.Hanh, id, in, w.Key()); par.CodeOf(err) != par.Closed {
		t.Errorf("an edit after the release: %v, want closed", err)
	}
}

func TestWhatIsFrozenCannotBeChanged(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	w.Decide("")
	for _, column := range []string{"result", "bundle", "detail"} {
		err := w.DB.Housekeep(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE publication_block SET " + column + " = REPLACE(" + column + ", 'stp', 'stq')")
			return err
		})
		if err == nil {
			t.Errorf("the frozen %s can be changed", column)
		}
	}
}

func TestVerifyFindsWhatWasTamperedWith(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	id := w.Decide("")
	for _, column := range []string{"result", "bundle", "detail", "name"} {
		swap := func(from, to string) {
			err := w.DB.Housekeep(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec("DROP TRIGGER IF EXISTS publication_block_no_update"); err != nil {
					return err
				}
				_, err := tx.Exec("UPDATE publication_block SET "+column+" = REPLACE("+column+", $1, $2)", from, to)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		swap("Sở", "Xở")
		if column == "result" {
			swap("appraisal1", "appraisal2")
		}
		if err := verify(t, w, id); err == nil {
			t.Errorf("nobody notices that the %s was changed", column)
		}
		swap("Xở", "Sở")
		swap("appraisal2", "appraisal1")
		if err := verify(t, w, id); err != nil {
			t.Fatalf("after putting the %s right again: %v", column, err)
		}
	}
}

func TestEveryPublicationComputesAgainToEqualBytes(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	random := rand.New(rand.NewSource(1))
	units := slices.Sorted(maps.Keys(cast.Points))
	leaves := w.Edition.Set.Leaves()
	w.Decide("")
	hashes := map[string]bool{}
	for range 25 {
		if err := w.Publications.ReopenAppraisal(ctx, w.Hanh, w.Round.ID, w.Round.Version, "Chấm lại", w.Key()); err != nil {
			t.Fatal(err)
		}
		w.Reload()
		for range 3 {
			leaf := leaves[random.Intn(len(leaves))]
			most, _ := strconv.Atoi(string(leaf.Max))
			w.Appraise(units[random.Intn(len(units))], leaf.Code, par.Decimal(strconv.Itoa(random.Intn(most))+".25"), par.WrongFigure, "Chấm lại")
		}
		id := w.Decide("Chấm lại")
		if err := verify(t, w, id); err != nil {
			t.Fatal(err)
		}
		hashes[staff(t, w, id).Hash] = true
	}
	if len(hashes) != 25 {
		t.Errorf("25 different results have %d hashes", len(hashes))
	}
}

func TestProvisionalExplainsWhatWasLost(t *testing.T) {
	w := onSQLite(t)
	w.Scored("2017", 2017, "")
	w.Appraise("stp", "2.1", "42.5", par.NoEvidence, "Không có báo cáo")
	o, err := result.New(w.DB, publication.Years).Provisional(ctx, w.Hanh, w.Round.ID)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := o.Blocks[0].Unit("stp")
	if !ok || u.Rank != 2 || u.Class != "Khá" || u.Self != "102" || u.Points != "78.5" {
		t.Fatalf("stp: rank %d, class %s, self %s, points %s; want 2, Khá, 102, 78.5", u.Rank, u.Class, u.Self, u.Points)
	}
	leaf := u.Leaves[2]
	if leaf.Lost != "7.5" || leaf.Reason != par.NoEvidence || leaf.Remark != "Không có báo cáo" || leaf.Self != "50" {
		t.Errorf("2.1 of stp: %+v; want 7.5 lost without evidence", leaf)
	}
	if u.Next == nil || u.Next.Class != "Tốt" || u.Next.Points != "1.5" || !u.Next.Lifts[0].Alone {
		t.Errorf("what separates stp from the next class: %+v; want 1.5 points to Tốt", u.Next)
	}
	if area := o.Blocks[0].Areas[0]; area.Mean != "80.67" || area.Max != "50" {
		t.Errorf("area 1: mean %s of %s; want 80.67 of 50", area.Mean, area.Max)
	}
	if _, err := result.New(w.DB, publication.Years).Provisional(ctx, w.Officer("stp"), w.Round.ID); err == nil {
		t.Error("a unit reads the provisional ranking")
	}
}
