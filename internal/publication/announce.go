package publication

import (
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Announce writes the announcement of a result in one language. It is pure:
// every word of it follows from the facts and the catalogue.
func Announce(f Facts, lang i18n.Lang) string {
	p := i18n.New(lang)
	title := p.T("announce.title", "year", f.Year)
	if f.Note != "" {
		title = p.T("announce.title_trial", "round", f.Title)
	}
	parts := []string{title, opening(p, f)}
	for i, b := range f.Blocks {
		parts = append(parts, announceBlock(p, i+1, b))
	}
	if f.Note != "" {
		parts = append(parts, p.T("announce.note", "note", f.Note))
	}
	return strings.Join(parts, "\n\n")
}

func opening(p i18n.Printer, f Facts) string {
	follow := p.T("announce.follow")
	if f.Number == 0 {
		return follow
	}
	return p.T("announce.number", "year", f.Year, "ordinal", Ordinal(p, f.Number)) + " " + follow
}

func announceBlock(p i18n.Printer, number int, b BlockFacts) string {
	lines := []string{p.N("announce.block", b.Count, "number", number, "block", b.Name)}
	lines = append(lines, classLines(p, b)...)
	if b.Average.Known() {
		lines = append(lines, meanLine(p, b))
	}
	if b.Count > 1 && b.Highest.Known() {
		lines = append(lines, p.T("announce.ends",
			"highest", p.Fixed(b.Highest, b.Decimals), "first", list(b.First),
			"lowest", p.Fixed(b.Lowest, b.Decimals), "last", list(b.Last)))
	}
	if b.Without > 1 {
		lines = append(lines, p.T("announce.streak", "ordinal", Ordinal(p, b.Without), "class", ClassName(p, b.Top)))
	}
	return strings.Join(lines, "\n")
}

// classLines says who reached each class, in rank order, then which classes
// nobody is in.
func classLines(p i18n.Printer, b BlockFacts) []string {
	var lines, empty []string
	for i, c := range b.Classes {
		if len(c.Units) == 0 {
			empty = append(empty, ClassName(p, c.Name))
			continue
		}
		key, to := "announce.class", par.Decimal("")
		switch i {
		case 0:
			key = "announce.class_top"
		default:
			to = b.Classes[i-1].From
		}
		if i > 0 && i == len(b.Classes)-1 {
			key = "announce.class_last"
		}
		lines = append(lines, p.N(key, len(c.Units), "class", ClassName(p, c.Name), "from", c.From, "to", to, "units", list(c.Units)))
	}
	if len(empty) > 0 {
		lines = append(lines, p.T("announce.class_none", "classes", either(p, empty)))
	}
	return lines
}

func meanLine(p i18n.Printer, b BlockFacts) string {
	key := "announce.mean"
	if b.Change.Known() {
		switch b.Change.Sign() {
		case 1:
			key = "announce.mean_up"
		case -1:
			key = "announce.mean_down"
		default:
			key = "announce.mean_same"
		}
	}
	size := b.Change
	if b.Change.Sign() < 0 {
		size = par.Decimal("0").Sub(b.Change)
	}
	return p.T(key, "average", p.Fixed(b.Average, b.Decimals), "change", p.Fixed(size, b.Decimals),
		"year", b.PreviousYear, "previous", p.Fixed(b.PreviousAverage, b.Decimals))
}

// list joins names as the announcement enumerates them.
func list(names []string) string { return strings.Join(names, "; ") }

// either joins names of which none holds: Trung bình hoặc Yếu.
func either(p i18n.Printer, names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return p.T("announce.either", "first", strings.Join(names[:last], ", "), "last", names[last])
}

// Ordinal says which one: nhất, hai, ba, tư.
func Ordinal(p i18n.Printer, n int) string {
	if key := "ordinal." + strconv.Itoa(n); p.Has(key) {
		return p.T(key)
	}
	return p.T("ordinal.nth", "n", n)
}

// ClassName says a class in the reader's language where the catalogue knows
// it, else as the method names it.
func ClassName(p i18n.Printer, class string) string {
	if key := "class." + strings.ReplaceAll(i18n.Fold(class), " ", "_"); p.Has(key) {
		return p.T(key)
	}
	return class
}
