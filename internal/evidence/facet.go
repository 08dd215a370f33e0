package evidence

import (
	"cmp"
	"slices"
	"strconv"

	"parindex/internal/par"
)

// Facet is one way of telling the documents of a library apart.
type Facet string

// The facets of a library.
const (
	ByUse      Facet = "use"
	ByKind     Facet = "kind"
	ByYear     Facet = "year"
	ByIssuer   Facet = "issuer"
	ByValidity Facet = "validity"
	BySecurity Facet = "security"
)

// The values of the facet of use. What was used last year is used as well.
const (
	Used         = "used"
	Unused       = "unused"
	UsedLastYear = "last_year"
)

// The values of the facet of validity.
const (
	InForce    = "in_force"
	NotYet     = "not_yet"
	Expired    = "expired"
	NoValidity = "unsaid"
)

// NoMark is the value of the facet of security of what bears no mark.
const NoMark = "open"

// Facets lists the facets in the order in which they are offered.
func Facets() []Facet { return []Facet{ByUse, ByKind, ByYear, ByIssuer, ByValidity, BySecurity} }

// mostIssuers is how many issuing bodies are offered, the most frequent first.
const mostIssuers = 12

// Count says how many documents have one value of a facet.
type Count struct {
	Value string
	N     int
}

// Counts are the values of each facet with what choosing them would show: the
// other facets are narrowed, this one is not.
type Counts map[Facet][]Count

// values returns the values that a document has of a facet.
func (f found) values(facet Facet, today par.Date) []string {
	switch facet {
	case ByUse:
		return f.usage()
	case ByKind:
		return []string{string(f.kind)}
	case ByYear:
		if f.issuedOn == "" {
			return nil
		}
		return []string{strconv.Itoa(yearOf(f.issuedOn))}
	case ByIssuer:
		if f.issuer == "" {
			return nil
		}
		return []string{f.issuer}
	case ByValidity:
		return []string{validity(f.effective, f.expires, today)}
	case BySecurity:
		if f.security == Open {
			return []string{NoMark}
		}
		return []string{string(f.security)}
	}
	return nil
}

func (f found) usage() []string {
	switch {
	case f.used == 0:
		return []string{Unused}
	case f.lastYear == 1:
		return []string{Used, UsedLastYear}
	}
	return []string{Used}
}

// validity tells whether what a document says is in force on a day.
func validity(effective, expires, today par.Date) string {
	switch {
	case effective == "" && expires == "":
		return NoValidity
	case expires != "" && expires < today:
		return Expired
	case effective > today:
		return NotYet
	}
	return InForce
}

// Validity tells whether what the document says is in force on a day.
func (d Document) Validity(today par.Date) string { return validity(d.EffectiveOn, d.ExpiresOn, today) }

// narrow keeps what has the wanted value of every facet, and counts.
func narrow(all []found, wanted map[Facet]string, today par.Date) ([]found, Counts) {
	counts := map[Facet]map[string]int{}
	for _, facet := range Facets() {
		counts[facet] = map[string]int{}
	}
	var kept []found
	for _, f := range all {
		missed, missing := Facet(""), 0
		for _, facet := range Facets() {
			if want := wanted[facet]; want != "" && !slices.Contains(f.values(facet, today), want) {
				missed, missing = facet, missing+1
			}
		}
		if missing == 0 {
			kept = append(kept, f)
		}
		for _, facet := range Facets() {
			if missing == 0 || missing == 1 && missed == facet {
				for _, value := range f.values(facet, today) {
					counts[facet][value]++
				}
			}
		}
	}
	return kept, ordered(counts, wanted)
}

// ordered puts the values of each facet in the order in which they are shown.
func ordered(counts map[Facet]map[string]int, wanted map[Facet]string) Counts {
	all := Counts{}
	for facet, values := range counts {
		if want := wanted[facet]; want != "" {
			values[want] += 0 // stays to be seen, so that it can be taken back
		}
		var list []Count
		for value, n := range values {
			list = append(list, Count{value, n})
		}
		slices.SortFunc(list, func(a, b Count) int { return compare(facet, a, b) })
		if facet == ByIssuer {
			list = fewest(list, wanted[facet])
		}
		all[facet] = list
	}
	return all
}

// compare orders values: years backwards, issuers by frequency, the others as
// they are listed.
func compare(facet Facet, a, b Count) int {
	switch facet {
	case ByYear:
		return cmp.Compare(b.Value, a.Value)
	case ByIssuer:
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
	case ByKind:
		return cmp.Compare(slices.Index(Kinds(), Kind(a.Value)), slices.Index(Kinds(), Kind(b.Value)))
	}
	fixed := []string{Unused, Used, UsedLastYear, InForce, NotYet, Expired, NoValidity, NoMark, string(Internal)}
	return cmp.Compare(slices.Index(fixed, a.Value), slices.Index(fixed, b.Value))
}

// fewest keeps the most frequent issuers and the one that is chosen.
func fewest(list []Count, chosen string) []Count {
	if len(list) <= mostIssuers {
		return list
	}
	short := slices.Clone(list[:mostIssuers])
	for _, c := range list[mostIssuers:] {
		if c.Value == chosen && chosen != "" {
			short = append(short, c)
		}
	}
	return short
}
