package i18n

import (
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"parindex/internal/par"
)

func TestNumbersAreSaid(t *testing.T) {
	vi, en := New(Vi), New(En)
	for _, c := range []struct{ name, got, want string }{
		{"decimal", vi.Dec("1234.5"), "1.234,5"},
		{"decimal in English", en.Dec("1234.5"), "1,234.5"},
		{"unknown", vi.Dec(""), "–"},
		{"negative", vi.Dec("-118555.25"), "−118.555,25"},
		{"fixed", vi.Fixed("83.784", 2), "83,78"},
		{"fixed pads", en.Fixed("0.5", 2), "0.50"},
		{"fixed whole", vi.Fixed("100", 2), "100,00"},
		{"fixed unknown", vi.Fixed("", 2), "–"},
		{"fixed without places", vi.Fixed("1234.5", 0), "1.235"},
		{"fall", vi.Signed("-0.27", 2), "−0,27"},
		{"rise", vi.Signed("1.57", 2), "+1,57"},
		{"no change", vi.Signed("0.001", 2), "0,00"},
		{"int", vi.Int(-1234567), "−1.234.567"},
		{"small int", vi.Int(999), "999"},
		{"kilobytes", vi.Size(421_000), "412 KB"},
		{"megabytes", vi.Size(1_258_291), "1,2 MB"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestTimesAreSaid(t *testing.T) {
	p := New(Vi)
	deadline := par.At(time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC))
	for _, c := range []struct{ got, want string }{
		{p.Date("2018-02-06"), "06/02/2018"}, {p.Date(""), "–"},
		{p.DateTime(deadline), "17:00 18/11/2026"}, {p.Day(deadline), "18/11/2026"}, {p.Clock(deadline), "17:00"},
		{p.Day(0), "–"}, {p.Weekday(deadline), "Thứ Tư"},
		{p.Left(2*time.Hour + 28*time.Minute + 59*time.Second), "2 giờ 28 phút"},
		{p.Left(22 * 24 * time.Hour), "22 ngày"}, {p.Left(27 * time.Hour), "1 ngày 3 giờ"},
		{p.Left(time.Minute), "1 phút"}, {p.Left(time.Second), "chưa đến 1 phút"}, {p.Left(0), "đã hết hạn"},
		{New(En).Left(25 * time.Hour), "1 day 1 hour"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestReadNumber(t *testing.T) {
	for in, want := range map[string]par.Decimal{
		"0,25": "0.25", "0.25": "0.25", " 12 ": "12", "": "", "  ": "", "-1,5": "-1.5", "−2": "-2",
		"1.234,5": "1234.5", "1,234.5": "1234.5", "1.234.567": "1234567", "1,234": "1.234", "0.125": "0.125",
		"118 555,5": "118555.5", "1234.567": "1234.567",
	} {
		if got, err := ReadNumber(in); err != nil || got != want {
			t.Errorf("ReadNumber(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestReadWhole(t *testing.T) {
	for in, want := range map[string]par.Decimal{
		"118.555": "118555", "1.904,5": "1904.5", "24": "24", "0,25": "0.25", "1.234.567": "1234567",
		"0.125": "0.125", "1.90": "1.9", "": "", "1 904": "1904", "2116": "2116",
	} {
		if got, err := ReadWhole(in); err != nil || got != want {
			t.Errorf("ReadWhole(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestNumbersAreRefusedWithAReason(t *testing.T) {
	for _, c := range []struct {
		read func(string) (par.Decimal, error)
		in   string
		key  string
	}{
		{ReadNumber, "1.234", "number.ambiguous"}, {ReadWhole, "118,555", "number.ambiguous"},
		{ReadNumber, "abc", "number.malformed"}, {ReadNumber, "1e3", "number.malformed"},
		{ReadNumber, "1.2.3", "number.malformed"}, {ReadNumber, "--1", "number.malformed"}, {ReadNumber, "1,", "number.malformed"},
		{ReadWhole, "12.34.567", "number.malformed"}, {ReadNumber, "99999999999999999999999999999999999999999", "number.long"},
	} {
		got, err := c.read(c.in)
		e, ok := par.AsError(err)
		if !ok || e.Key != c.key || e.Code != par.Invalid {
			t.Errorf("read %q = %q, %v; want %s", c.in, got, err, c.key)
		}
	}
	_, err := ReadNumber("1.234")
	e, _ := par.AsError(err)
	if got, want := New(Vi).Err(e), "“1.234” có thể hiểu theo hai cách. Gõ 1234 nếu là số nguyên, gõ 1,234 nếu là số thập phân."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFieldsReadBackWhatTheyShow(t *testing.T) {
	for _, p := range []Printer{New(Vi), New(En)} {
		for _, d := range []par.Decimal{"", "0", "0.125", "1.234", "-1.234", "118555", "-118555", "1904.5", "83.78", "1234.567"} {
			if got, err := ReadNumber(p.Input(d)); err != nil || got != d {
				t.Errorf("%s: number field %q reads %q, %v; want %q", p.Lang(), p.Input(d), got, err, d)
			}
			if got, err := ReadWhole(p.InputWhole(d)); err != nil || got != d {
				t.Errorf("%s: count field %q reads %q, %v; want %q", p.Lang(), p.InputWhole(d), got, err, d)
			}
		}
	}
}

func TestTextsAreFilled(t *testing.T) {
	vi, en := New(Vi), New(En)
	for _, c := range []struct{ name, got, want string }{
		{"decimal value", vi.T("common.of", "part", par.Decimal("63.15"), "whole", 1500), "63,15/1.500"},
		{"roles by name", vi.T("common.of", "part", par.Leader, "whole", "x"), "Lãnh đạo đơn vị/x"},
		{"missing key", vi.T("no.such.key"), "⟦no.such.key⟧"},
		{"missing value stays", vi.T("common.of", "part", 1), "1/{whole}"},
		{"one", en.N("time.days", 1), "1 day"},
		{"other", en.N("time.days", 0), "0 days"},
		{"one form", vi.N("time.days", 1), "1 ngày"},
		{"error by key", en.Err(par.E(par.Invalid, "number.long", "limit", 40)), "The number is longer than 40 characters. Check what was typed."},
		{"error by code", vi.Err(par.E(par.TooMany, "")), vi.T("error.too_many")},
		{"error of fields", en.Err(par.InvalidFields(map[string]par.Text{"a": par.T("error.invalid")})), en.N("error.fields", 1)},
		{"text within text", vi.T("common.of", "part", par.T("common.yes"), "whole", par.Late), "Có/Muộn hạn"},
		{"zero printer", Printer{}.T("common.save"), "Lưu"},
		{"unknown language", New("fr").T("common.save"), "Lưu"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestYearsHaveNoThousands(t *testing.T) {
	m := parse("năm {year}")
	got := New(Vi).fill(m, func(string) (any, bool) { return 2026, true })
	if got != "năm 2026" {
		t.Errorf("%q, want the year without groups", got)
	}
}

func TestSharedWordsHaveNames(t *testing.T) {
	for _, lang := range Langs() {
		p := New(lang)
		var keys []string
		for _, c := range par.Codes() {
			keys = append(keys, "error."+string(c), "error.title."+string(c))
		}
		for _, r := range append(par.Roles(), par.System) {
			keys = append(keys, "role."+string(r))
		}
		for _, s := range par.Stages() {
			keys = append(keys, "stage."+string(s))
		}
		for _, r := range par.Reasons() {
			keys = append(keys, "reason."+string(r))
		}
		for _, s := range []par.DossierState{par.Draft, par.AwaitingLeader, par.Submitted, par.InAppraisal, par.Adopted, par.PublishedState} {
			keys = append(keys, "state."+string(s))
		}
		for _, key := range keys {
			if !p.Has(key) {
				t.Errorf("%s: %s has no name", lang, key)
			}
		}
	}
}

func TestExact(t *testing.T) {
	cases := []struct {
		name string
		same []string // spellings of one word
		want string
	}{
		{"tone on o or a", []string{"hòa", "hoà", "Hòa", "HOÀ", norm.NFD.String("hòa"), norm.NFD.String("HOÀ")}, "hoà"},
		{"tone on o or e", []string{"khỏe", "khoẻ", "KHỎE"}, "khoẻ"},
		{"tone on u or y", []string{"thúy", "thuý", "Thúy", norm.NFD.String("Thuý")}, "thuý"},
		{"after q", []string{"quý", "qúy"}, "quý"},
		{"each tone", []string{"òa óa ỏa õa ọa ùy úy ủy ũy ụy"}, "oà oá oả oã oạ uỳ uý uỷ uỹ uỵ"},
		{"before a consonant", []string{"hoàn", "hòan"}, "hoàn"},
		{"other pairs stay", []string{"của mùa lứa bìa"}, "của mùa lứa bìa"},
		{"đ", []string{"Đặng", "đặng", "ÐẶNG", norm.NFD.String("Đặng")}, "đặng"},
		{"marks count", []string{"hoa"}, "hoa"},
		{"nothing", []string{""}, ""},
	}
	for _, c := range cases {
		for _, text := range c.same {
			if got := Exact(text); got != c.want {
				t.Errorf("%s: Exact(%q) = %q, want %q", c.name, text, got, c.want)
			}
			if got, want := Fold(Exact(text)), Fold(text); got != want {
				t.Errorf("%s: %q folds to %q through its exact form, %q without", c.name, text, got, want)
			}
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Đơn giản hóa": "don gian hoa", "ĐỀ ÁN": "de an", "đề án": "de an", "Sở Tư pháp": "so tu phap", "QĐ 214/QĐ-SYT": "qd 214/qd-syt",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestVietnameseOrder(t *testing.T) {
	words := []string{"Đà", "Ấp", "Du", "Ăn", "Sở Y tế", "Sở Nội vụ", "Bến"}
	want := []string{"Ăn", "Ấp", "Bến", "Du", "Đà", "Sở Nội vụ", "Sở Y tế"}
	Sort(words)
	if !slices.Equal(words, want) {
		t.Errorf("order %v, want %v", words, want)
	}
	if Compare("Ăn", "Ấp") >= 0 || Compare("Đà", "Du") <= 0 || Compare("a", "a") != 0 {
		t.Error("Compare does not follow the Vietnamese order")
	}
}
