package evidence

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/signature"
)

func kindsOf(found []Finding) []FindingKind {
	var kinds []FindingKind
	for _, f := range found {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}

func TestTheDayOfIssueIsHeldAgainstTheYear(t *testing.T) {
	cases := []struct {
		name string
		day  par.Date
		want []FindingKind
	}{
		{"within the year", "2026-12-31", nil},
		{"before it", "2025-12-31", []FindingKind{OutsideYear}},
		{"after it", "2027-01-01", []FindingKind{OutsideYear}},
		{"without a day", "", []FindingKind{NoDate}},
	}
	for _, c := range cases {
		l := looked{Document: Document{IssuedOn: c.day}, fact: FileFact{State: Read}, years: []int{2026}}
		if diff := cmp.Diff(c.want, kindsOf(l.findings(ForUnit))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

func TestNumbersAreFoundHoweverTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		text, number string
		want         bool
	}{
		{"Số: 214/QĐ-SYT", "214/QĐ-SYT", true},
		{"SỐ : 214 / QĐ – SYT", "214/QĐ-SYT", true},
		{"số 05/KH-UBND", "5/KH-UBND", true},
		{"số 5/KH-UBND", "05/KH-UBND", true},
		{"số 15/KH-UBND", "5/KH-UBND", false},
		{"số 15/KH-UBND, rồi 5/KH-UBND", "5/KH-UBND", true},
		{"số 150/KH-UBND", "15/KH-UBND", false},
		{"Số:      /QĐ-SYT", "214/QĐ-SYT", false},
		{"105/KH-UBND", "5/KH-UBND", false},
		{"So: 214/QD-SYT", "214/QĐ-SYT", true},
	} {
		if got := saysNumber(c.text, c.number); got != c.want {
			t.Errorf("%q in %q: %v", c.number, c.text, got)
		}
	}
}

func TestDaysAreFoundHoweverTheyAreWritten(t *testing.T) {
	for text, want := range map[string]bool{
		"Cần Thơ, ngày 05 tháng 02 năm 2026": true,
		"ngày 5 tháng 2  năm 2026":           true,
		"Ngày ký: 05.02.2026 10:12:01":       true,
		"05/02/2026":                         true,
		"ngày 15 tháng 12 năm 2026":          false,
		"ngày 05 tháng 02 năm 2025":          false,
		"15/02/2026":                         false,
		"ngày 25 tháng 2 năm 2026":           false,
		"ngày     tháng 02 năm 2026":         false,
	} {
		if got := saysDate(text, "2026-02-05"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestSignaturesAreJudgedByTheWorst(t *testing.T) {
	intact := signature.Signature{State: signature.Intact, Whole: true, Root: "Root"}
	with := func(change func(*signature.Signature)) signature.Signature {
		s := intact
		change(&s)
		return s
	}
	for _, c := range []struct {
		name   string
		s      signature.Signature
		rooted bool
		want   FindingKind
	}{
		{"intact", intact, true, SignatureIntact},
		{"nothing to hold it against", with(func(s *signature.Signature) { s.Root = "" }), false, SignatureIntact},
		{"of another root", with(func(s *signature.Signature) { s.Root = "" }), true, SignatureNoRoot},
		{"added to", with(func(s *signature.Signature) { s.Whole = false }), true, SignatureAdded},
		{"changed and added to", with(func(s *signature.Signature) { s.State, s.Whole = signature.Changed, false }), true, SignatureChanged},
		{"expired", with(func(s *signature.Signature) { s.State = signature.Expired }), true, SignatureExpired},
		{"unreadable", signature.Signature{State: signature.Unreadable}, true, SignatureUnread},
	} {
		if got, _ := judge(c.s, c.rooted); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestEveryFindingHasWordsAndAGrade(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.Vi, i18n.En} {
		p := i18n.New(lang)
		for _, kind := range FindingKinds() {
			if !p.Has("evidence.finding." + string(kind)) {
				t.Errorf("%s: no words for %s", lang, kind)
			}
		}
		for _, grade := range Grades() {
			if !p.Has("evidence.grade." + string(grade)) {
				t.Errorf("%s: no words for %s", lang, grade)
			}
		}
	}
}
