package result

import (
	"slices"

	"parindex/internal/db"
	"parindex/internal/round"
	"parindex/internal/score"
)

// History lists what is known of a block's years before the given one, the
// latest first. What was published with this program goes before what was
// taken in from elsewhere.
func History(tx *db.Tx, block string, before int, published Published) ([]Year, error) {
	years, err := published(tx, block, before)
	if err != nil {
		return nil, err
	}
	past, err := round.PastYears(tx, block, before)
	if err != nil {
		return nil, err
	}
	for _, p := range past {
		if !slices.ContainsFunc(years, func(y Year) bool { return y.Year == p.Year }) {
			years = append(years, pastYear(p))
		}
	}
	slices.SortFunc(years, func(a, b Year) int { return b.Year - a.Year })
	return years, nil
}

func pastYear(p round.PastYear) Year {
	y := Year{Year: p.Year, Average: p.Average}
	for _, c := range p.Classes {
		y.Classes = append(y.Classes, ClassCount{c.Name, c.Count})
	}
	for _, r := range p.Results {
		y.Results = append(y.Results, UnitYear{r.Unit, r.Index, r.Class, r.Rank})
	}
	return y
}

// previous writes the year before as the bundle takes it. An older year is no
// year to compare with: too much has changed between them.
func previous(year int, years []Year) *score.Previous {
	if len(years) == 0 || years[0].Year != year-1 {
		return nil
	}
	last := years[0]
	p := &score.Previous{Year: &last.Year, Average: last.Average}
	for _, u := range last.Results {
		p.Results = append(p.Results, score.PreviousResult{Unit: u.Unit, Index: u.Index, Class: u.Class, Rank: u.Rank})
	}
	return p
}

// counts tells how many units of a year reached a class. It is false where
// the year's classes are not known.
func (y Year) counts(class string) (int, bool) {
	for _, c := range y.Classes {
		if c.Name == class {
			return c.Count, true
		}
	}
	known, count := false, 0
	for _, u := range y.Results {
		known = known || u.Class != ""
		if u.Class == class {
			count++
		}
	}
	return count, known
}

// YearsWithout counts the years running, this one included, in which no unit
// reached the class; reached says how many did this year. A year of which the
// classes are not known, or that was left out, ends the count.
func YearsWithout(class string, year, reached int, earlier []Year) int {
	if reached > 0 {
		return 0
	}
	streak := 1
	for _, y := range earlier {
		count, known := y.counts(class)
		if y.Year != year-streak || !known || count > 0 {
			break
		}
		streak++
	}
	return streak
}
