package evidence

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"parindex/internal/db"
	"parindex/internal/par"
)

// shelve adds a document with a text and lets the clock run on.
func (w *world) shelve(actor par.Actor, in Input, file string, pages ...string) par.ID {
	w.t.Helper()
	w.shelved++
	content := pdfOf(w.t, w.shelved)
	id, err := w.AddDocument(ctx, actor, actor.Grants[0].Unit, in, Upload{Name: file, Content: bytes.NewReader(content)}, w.key())
	if err != nil {
		w.t.Fatal(err)
	}
	w.clock.Forward(10 * time.Microsecond)
	w.text(id, pages...)
	return id
}

// text stores what was read from the newest file of a document.
func (w *world) text(id par.ID, pages ...string) {
	w.t.Helper()
	err := w.db.Housekeep(ctx, func(tx *db.Tx) error {
		d, err := ByID(tx, id)
		if err != nil {
			return err
		}
		for i, page := range pages {
			if err := putText(tx, PageText{Hash: d.File.Hash, Page: i + 1, Body: page}); err != nil {
				return err
			}
		}
		return IndexText(tx, d.File.Hash)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func numbered(number, summary string) Input {
	return Input{Number: number, Kind: ReportKind, Summary: summary}
}

// numbers lists what a search finds, in its order.
func (w *world) numbers(actor par.Actor, q Query) []string {
	w.t.Helper()
	l, err := w.ListDocuments(ctx, actor, actor.Grants[0].Unit, q)
	if err != nil {
		w.t.Fatal(err)
	}
	var got []string
	for _, e := range l.Entries {
		got = append(got, e.Number)
	}
	if l.Total != len(got) {
		w.t.Errorf("%q: %d listed, %d counted", q.Text, len(got), l.Total)
	}
	return got
}

func TestTheSearchOrdersAlikeOnBothEngines(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.shelve(lan, numbered("1", "Báo cáo hòa giải ở cơ sở"), "a.pdf")
		w.shelve(lan, numbered("2", "Báo cáo hóa đơn"), "a.pdf")
		w.shelve(lan, numbered("3", "Văn bản khác"), "a.pdf", "Trang đầu", "Công tác hoà giải, Đặng Thúy Hạnh")
		w.shelve(lan, numbered("4", "Báo cáo hoa quả"), "a.pdf")
		w.shelve(lan, numbered("5", "Công văn"), "a.pdf", "hỏa hoạn")
		w.shelve(lan, numbered("6", "Hoà bình"), "a.pdf")
		w.shelve(lan, numbered("7", norm.NFD.String("Tổ hòa giải phường")), norm.NFD.String("hòa.pdf"))
		w.shelve(lan, numbered("214/QĐ-SYT", "Đề án ĐƠN GIẢN hóa"), "scan.pdf", "Số: 214/QĐ-SYT, 12/02/2026")
		w.shelve(officer(caurau), numbered("9", "Hòa giải của đơn vị khác"), "a.pdf", "hòa giải")
		cases := []struct {
			name, text string
			want       []string
		}{
			{"exact spelling before others, row before text", "hòa", []string{"7", "6", "1", "214/QĐ-SYT", "4", "2", "3", "5"}},
			{"new placement of the tone finds the same", "hoà", []string{"7", "6", "1", "214/QĐ-SYT", "4", "2", "3", "5"}},
			{"decomposed letters find the same", norm.NFD.String("Hòa"), []string{"7", "6", "1", "214/QĐ-SYT", "4", "2", "3", "5"}},
			{"without marks", "hoa", []string{"4", "214/QĐ-SYT", "7", "6", "2", "1", "5", "3"}},
			{"every word", "hoa giai", []string{"7", "1", "3"}},
			{"words of row and text together", "van ban hòa giải", []string{"3"}},
			{"whole words before beginnings", "cáo ho", []string{"214/QĐ-SYT", "7", "6", "4", "2", "1", "5", "3"}},
			{"thúy is thuý", "dang thuý", []string{"3"}},
			{"đ is d", "don gian", []string{"214/QĐ-SYT"}},
			{"Đ is đ", "ĐƠN", []string{"214/QĐ-SYT", "2"}},
			{"a number", "214", []string{"214/QĐ-SYT"}},
			{"number and symbol", "214/qd-syt", []string{"214/QĐ-SYT"}},
			{"a date of the text", "12/02/2026", []string{"214/QĐ-SYT"}},
			{"the beginning of the last word", "hoa gi", []string{"214/QĐ-SYT", "7", "1", "3"}},
			{"not of the others", "ho giai", nil},
			{"one letter is a word", "hoa g", nil},
			{"kind", "báo cáo hoà bình", []string{"6"}},
			{"nothing to look for", "-- ' \" * ( ) \\", nil},
			{"operators are words", `hoa OR "giai" NOT :*`, nil},
			{"another unit's mark", "§" + string(caurau), nil},
		}
		for _, c := range cases {
			if diff := cmp.Diff(c.want, w.numbers(lan, Query{Text: c.text})); diff != "" {
				w.t.Errorf("%s, %q: %s", c.name, c.text, diff)
			}
		}
	})
}

func TestTheTextOfAFindIsShownWithItsWordsMarked(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.shelve(lan, numbered("1", "Công văn"), "a.pdf", "Trang đầu nói chuyện khác", "Một hai ba bốn năm sáu bảy tám chín\n mười: công tác  hoà giải ở cơ sở.")
		l, err := w.ListDocuments(ctx, lan, yte, Query{Text: "hòa giai"})
		if err != nil || len(l.Entries) != 1 {
			w.t.Fatal(err, l.Entries)
		}
		want := &Passage{2, []Piece{
			{"… năm sáu bảy tám chín mười: công tác ", false}, {"hoà", true}, {" ", false}, {"giải", true}, {" ở cơ sở", false},
		}}
		if diff := cmp.Diff(want, l.Entries[0].Passage); diff != "" {
			w.t.Error(diff)
		}
	})
}

func TestWhatIsNotIndexedYetIsTakenIn(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.shelve(lan, numbered("1", "Hòa giải"), "a.pdf", "Trang đầu")
		w.shelve(lan, numbered("2", "Hòa giải"), "a.pdf")
		err := w.db.Housekeep(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec("DELETE FROM document_search WHERE rowid > 0"); err != nil {
				return err
			}
			_, err := tx.Exec("DELETE FROM document_index")
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		if got := w.numbers(lan, Query{Text: "hòa"}); len(got) > 0 {
			w.t.Errorf("an empty index finds %v", got)
		}
		if n, err := w.IndexRest(ctx); n != 2 || err != nil {
			w.t.Errorf("%d taken in, %v", n, err)
		}
		if n, err := w.IndexRest(ctx); n != 0 || err != nil {
			w.t.Errorf("%d taken in again, %v", n, err)
		}
		if diff := cmp.Diff([]string{"2", "1"}, w.numbers(lan, Query{Text: "hòa"})); diff != "" {
			w.t.Error(diff)
		}
		if diff := cmp.Diff([]string{"1"}, w.numbers(lan, Query{Text: "trang dau"})); diff != "" {
			w.t.Error(diff)
		}
	})
}

func TestFacetsCountWhatChoosingThemWouldShow(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.deadline = w.clock.Now().Add(time.Hour)
		add := func(number string, kind Kind, issued, issuer, effective, expires string, security Security) par.ID {
			return w.shelve(lan, Input{
				Number: number, Kind: kind, IssuedOn: issued, Issuer: issuer, Summary: "Hòa giải", EffectiveOn: effective, ExpiresOn: expires, Security: security,
			}, "a.pdf")
		}
		one := add("1", Plan, "2025-03-01", "Sở Y tế", "2025-03-01", "2025-12-31", Open)
		two := add("2", Decision, "2026-03-01", "Sở Y tế", "2026-03-01", "", Internal)
		add("3", Plan, "2026-04-01", "Sở Nội vụ", "2199-01-01", "", Open)
		add("4", Letter, "", "", "", "", Open)
		w.shelve(officer(caurau), Input{Number: "x", Kind: Minutes, IssuedOn: "2020-01-01", Issuer: "Cầu Râu", Summary: "Hòa giải"}, "a.pdf")
		w.year(yte25, 2025)
		w.mustAttach(lan, Use{DossierID: yte25, Leaf: "1.2", DocumentID: one})
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: two})
		cases := []struct {
			narrow map[Facet]string
			want   []string
			counts Counts
		}{
			{nil, []string{"4", "3", "2", "1"}, Counts{
				ByUse: {{Unused, 2}, {Used, 2}, {UsedLastYear, 1}}, ByKind: {{"decision", 1}, {"plan", 2}, {"letter", 1}},
				ByYear: {{"2026", 2}, {"2025", 1}}, ByIssuer: {{"Sở Y tế", 2}, {"Sở Nội vụ", 1}},
				ByValidity: {{InForce, 1}, {NotYet, 1}, {Expired, 1}, {NoValidity, 1}}, BySecurity: {{NoMark, 3}, {"internal", 1}},
			}},
			{map[Facet]string{ByKind: "plan"}, []string{"3", "1"}, Counts{
				ByUse: {{Unused, 1}, {Used, 1}, {UsedLastYear, 1}}, ByKind: {{"decision", 1}, {"plan", 2}, {"letter", 1}},
				ByYear: {{"2026", 1}, {"2025", 1}}, ByIssuer: {{"Sở Nội vụ", 1}, {"Sở Y tế", 1}},
				ByValidity: {{NotYet, 1}, {Expired, 1}}, BySecurity: {{NoMark, 2}},
			}},
			{map[Facet]string{ByUse: UsedLastYear, ByYear: "2026"}, nil, Counts{
				ByUse: {{Unused, 1}, {Used, 1}, {UsedLastYear, 0}}, ByKind: nil,
				ByYear: {{"2026", 0}, {"2025", 1}}, ByIssuer: nil, ByValidity: nil, BySecurity: nil,
			}},
		}
		for _, text := range []string{"", "hoa giai"} {
			for _, c := range cases {
				l, err := w.ListDocuments(ctx, lan, yte, Query{Text: text, Narrow: c.narrow})
				if err != nil {
					w.t.Fatal(err)
				}
				name := fmt.Sprintf("%q %v", text, c.narrow)
				if diff := cmp.Diff(c.want, w.numbers(lan, Query{Text: text, Narrow: c.narrow})); diff != "" {
					w.t.Errorf("%s: %s", name, diff)
				}
				if diff := cmp.Diff(c.counts, l.Counts); diff != "" {
					w.t.Errorf("%s: %s", name, diff)
				}
			}
		}
	})
}

// year sets the year of the round of a dossier.
func (w *world) year(dossier par.ID, year int) {
	w.t.Helper()
	err := w.db.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE round SET year = $1 WHERE id = (SELECT round_id FROM dossier WHERE id = $2)", year, dossier)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestWhatIsCitedIsFoundWithinAReach(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.deadline = w.clock.Now().Add(time.Hour)
		one := w.shelve(lan, numbered("1", "Hòa giải"), "a.pdf")
		two := w.shelve(lan, numbered("2", "Hòa giải"), "a.pdf")
		w.shelve(lan, numbered("3", "Hòa giải"), "a.pdf")
		other := w.shelve(officer(caurau), numbered("4", "Hòa giải"), "a.pdf")
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: one})
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "2.1", DocumentID: two})
		w.mustAttach(officer(caurau), Use{DossierID: cau26, Leaf: "1.2", DocumentID: other})
		cases := []struct {
			name  string
			reach []Reach
			want  []string
		}{
			{"nothing", nil, nil},
			{"a leaf of each", []Reach{{[]par.ID{yte26, cau26}, []string{"1.2"}}}, []string{"4", "1"}},
			{"leaves of one", []Reach{{[]par.ID{yte26}, []string{"1.2", "2.1"}}}, []string{"2", "1"}},
			{"several", []Reach{{[]par.ID{yte26}, []string{"2.1"}}, {[]par.ID{cau26}, []string{"1.2"}}}, []string{"4", "2"}},
			{"no leaf", []Reach{{[]par.ID{yte26}, nil}}, nil},
		}
		for _, c := range cases {
			for _, text := range []string{"", "hoà"} {
				var got []string
				err := w.db.Read(ctx, func(tx *db.Tx) error {
					l, err := ListCited(tx, c.reach, Query{Text: text})
					for _, e := range l.Entries {
						got = append(got, e.Number)
					}
					return err
				})
				if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
					w.t.Errorf("%s %q: %v %s", c.name, text, err, diff)
				}
			}
		}
	})
}
