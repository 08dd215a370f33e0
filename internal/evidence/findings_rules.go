package evidence

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/signature"
)

// looked is a document with all that its findings come from.
type looked struct {
	Document
	fact      FileFact
	years     []int  // that are assessed where it is cited
	head      string // text of the first pages
	elsewhere Elsewhere
}

// findings lists what is found of a document for one side, the worst first.
func (l looked) findings(side Side) []Finding {
	all := l.ofFile()
	if !l.fact.Virus.Quarantined() {
		all = slices.Concat(all, l.ofPeriod(), l.ofSharing(side), l.ofSignatures(), l.ofText())
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(slices.Index(Grades(), a.Grade), slices.Index(Grades(), b.Grade)),
			cmp.Compare(slices.Index(FindingKinds(), a.Kind), slices.Index(FindingKinds(), b.Kind)))
	})
	return all
}

// ofFile looks at whether the file can be read at all.
func (l looked) ofFile() []Finding {
	facts := l.fact.Facts
	one := func(kind FindingKind, grade Grade, about ...any) []Finding {
		return []Finding{finding(l.Document, kind, grade, nil, about...)}
	}
	switch {
	case l.fact.Virus.Quarantined():
		return one(InQuarantine, Fault, l.fact.Virus)
	case l.fact.State == ReadFailed:
		return one(CannotBeRead, Warning, l.fact.Tries)
	case l.fact.State != Read:
		return one(NotYetRead, Hint)
	case facts.Encrypted:
		return one(NeedsPassword, Fault)
	case facts.Fault != "":
		return one(IsDamaged, Fault, facts.Fault)
	case facts.Empty:
		return one(HasNoWords, Warning)
	}
	return nil
}

// ofPeriod holds the day of issue against the years for which it is cited.
func (l looked) ofPeriod() []Finding {
	if l.IssuedOn == "" {
		return []Finding{finding(l.Document, NoDate, Hint, nil)}
	}
	for _, year := range l.years {
		if yearOf(l.IssuedOn) != year {
			return []Finding{finding(l.Document, OutsideYear, Warning, par.Args{"date": l.IssuedOn, "year": strconv.Itoa(year)}, l.IssuedOn, year)}
		}
	}
	return nil
}

// ofSharing tells where else the same or nearly the same is cited.
func (l looked) ofSharing(side Side) []Finding {
	var all []Finding
	e := l.elsewhere
	switch {
	case side != ForJudges:
	case e.OtherUnit:
		all = append(all, finding(l.Document, OtherUnitUses, Warning, nil))
	case e.NearOtherUnit > 0:
		all = append(all, finding(l.Document, NearOtherUnit, Warning, par.Args{"percent": e.NearOtherUnit}, e.NearOtherUnit))
	}
	switch {
	case e.OtherYear != 0:
		all = append(all, finding(l.Document, OtherYearUses, Hint, par.Args{"year": strconv.Itoa(e.OtherYear)}, e.OtherYear))
	case e.NearOtherYear != 0:
		all = append(all, finding(l.Document, NearOtherYear, Hint, par.Args{"percent": e.NearPercent, "year": strconv.Itoa(e.NearOtherYear)}, e.NearPercent, e.NearOtherYear))
	}
	return all
}

// ofSignatures says of each signature what can be said.
func (l looked) ofSignatures() []Finding {
	var all []Finding
	for i, s := range l.fact.Facts.Signatures {
		kind, grade := judge(s, l.fact.Facts.Rooted)
		args := par.Args{"signer": cmp.Or(s.Signer, "?"), "at": s.At, "root": s.Root, "issuer": cmp.Or(s.Issuer, "?")}
		if s.At == 0 {
			args["at"] = par.T("evidence.at_unknown")
		}
		one := finding(l.Document, kind, grade, args, s)
		one.Part = i + 1
		all = append(all, one)
	}
	return all
}

// judge names the worst that is to be said of a signature. That something was
// added is nothing to worry about where it is the next signature; so a file
// that was signed twice says it of the first alone, as a hint.
func judge(s signature.Signature, rooted bool) (FindingKind, Grade) {
	switch {
	case s.State == signature.Changed:
		return SignatureChanged, Fault
	case s.State == signature.Unreadable:
		return SignatureUnread, Warning
	case s.State == signature.Expired:
		return SignatureExpired, Warning
	case rooted && s.Root == "":
		return SignatureNoRoot, Warning
	case !s.Whole:
		return SignatureAdded, Hint
	}
	return SignatureIntact, Fine
}

// ofText looks at how the text was come by and whether it bears out what was typed.
func (l looked) ofText() []Finding {
	var all []Finding
	facts := l.fact.Facts
	if facts.Scans > 0 && facts.Fault == "" && !facts.Encrypted {
		args := par.Args{"count": facts.Scans}
		switch facts.OCR {
		case OCRMissing:
			all = append(all, finding(l.Document, ScanNoOCR, Hint, args))
		case OCRWaiting:
			all = append(all, finding(l.Document, ScanWaiting, Hint, args))
		case OCRDone:
			all = append(all, finding(l.Document, ScanRead, Hint, args))
		case NoOCR:
		}
	}
	if strings.TrimSpace(l.head) == "" || facts.OCR == OCRWaiting {
		return all
	}
	if l.Number != "" && !saysNumber(l.head, l.Number) {
		all = append(all, finding(l.Document, NumberNotFound, Hint, par.Args{"number": l.Number}, l.Number))
	}
	if l.IssuedOn != "" && !saysDate(l.head, l.IssuedOn) {
		all = append(all, finding(l.Document, DateNotFound, Hint, par.Args{"date": l.IssuedOn}, l.IssuedOn))
	}
	return all
}

// saysNumber tells whether a text has a number and symbol, however it is
// spaced and with or without zeros before it.
func saysNumber(text, number string) bool {
	number = strings.TrimLeft(squeezed(number), "0")
	return number == "" || standsIn(squeezed(text), number)
}

// standsIn tells whether a text has a word that is not the end of a longer
// number; zeros before it do not count.
func standsIn(text, word string) bool {
	for at := 0; ; at++ {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		before := strings.TrimRight(text[:at], "0")
		if before == "" || !isDigit(before[len(before)-1]) || !isDigit(word[0]) {
			return true
		}
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// squeezed is a text folded, without blanks, and with one sort of dash.
func squeezed(text string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case ' ', '\n', '\t', '\r', '\u00a0', '.', ',', ':':
			return -1
		case '–', '—', '‐', '‑', '−':
			return '-'
		}
		return c
	}, i18n.Fold(text))
}

// saysDate tells whether a text has a day in one of the forms in which papers
// and stamps of signatures write it.
func saysDate(text string, d par.Date) bool {
	year, month, day := string(d[:4]), string(d[5:7]), string(d[8:10])
	text = strings.Join(strings.Fields(i18n.Fold(text)), "")
	day = strings.TrimPrefix(day, "0")
	for _, m := range []string{month, strings.TrimPrefix(month, "0")} {
		for _, form := range []string{day + "thang" + m + "nam" + year, day + "/" + m + "/" + year, day + "-" + m + "-" + year, day + "." + m + "." + year} {
			if standsIn(text, form) {
				return true
			}
		}
	}
	return standsIn(text, string(d))
}
