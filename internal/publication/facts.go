package publication

import (
	"parindex/internal/par"
	"parindex/internal/result"
)

// Facts are what an announcement says. They follow from a frozen result alone.
type Facts struct {
	Year   int
	Title  string // of the round
	Number int    // which year of evaluation this is, 1 being the first; 0: not known
	Note   string
	Blocks []BlockFacts
}

// BlockFacts are the facts of one block.
type BlockFacts struct {
	Name            string
	Count           int // ranked units
	Decimals        int // of indices
	Classes         []result.Class
	Average         par.Decimal
	Change          par.Decimal // on the year before; empty: not known
	PreviousYear    int
	PreviousAverage par.Decimal
	Highest, Lowest par.Decimal
	First, Last     []string // the units with the highest and with the lowest index
	Top             string   // name of the best class
	Without         int      // years running without a unit in it, this one included
}

// FactsOf takes the facts out of the blocks of one year.
func FactsOf(year int, title, note string, blocks []result.Block) Facts {
	f := Facts{Year: year, Title: title, Number: yearNumber(year, blocks), Note: note}
	for _, b := range blocks {
		f.Blocks = append(f.Blocks, blockFacts(b))
	}
	return f
}

// yearNumber tells which year of evaluation this is, or 0 where a year between
// the first known one and this one is not known.
func yearNumber(year int, blocks []result.Block) int {
	years := map[int]bool{year: true}
	first := year
	for _, b := range blocks {
		for _, y := range b.Years {
			years[y.Year] = true
			first = min(first, y.Year)
		}
	}
	if len(years) != year-first+1 {
		return 0
	}
	return len(years)
}

func blockFacts(b result.Block) BlockFacts {
	f := BlockFacts{
		Name: b.Name, Count: b.Summary.Count, Decimals: b.Method.IndexDecimals, Classes: b.Classes,
		Average: b.Summary.Average, Change: b.Summary.Change,
		PreviousYear: b.Summary.PreviousYear, PreviousAverage: b.Summary.PreviousAverage,
		Highest: b.Summary.Highest, Lowest: b.Summary.Lowest, Without: b.Without,
	}
	if len(b.Classes) > 0 {
		f.Top = b.Classes[0].Name
	}
	for _, u := range b.Units {
		if !u.Ranked {
			continue
		}
		if u.Index == f.Highest {
			f.First = append(f.First, u.Name)
		}
		if u.Index == f.Lowest {
			f.Last = append(f.Last, u.Name)
		}
	}
	return f
}
