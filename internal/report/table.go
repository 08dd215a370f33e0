package report

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"parindex/internal/par"
)

// Table is what a sheet or a CSV file holds.
type Table struct {
	Sheet   string // name of the sheet; CSV has none
	Columns []Column
	Rows    [][]Cell
}

// Column is a title with the width of its column in characters; 0 means 14.
type Column struct {
	Title string
	Width float64
	Kind  Kind
}

// Kind says how the numbers of a column look in a sheet.
type Kind int

// The kinds of columns.
const (
	Words  Kind = iota // texts, or numbers as they are
	Points             // numbers with two decimals
	Counts             // whole numbers
)

// Cell is a text or, where Number is known, a number. The zero Cell is empty.
type Cell struct {
	Text   string
	Number par.Decimal
}

// Text makes a cell that is read as text whatever it looks like.
func Text(s string) Cell { return Cell{Text: s} }

// Number makes a cell that can be reckoned with; an unknown number stays empty.
func Number(d par.Decimal) Cell { return Cell{Number: d} }

// Count makes a cell of a whole number.
func Count(n int) Cell { return Cell{Number: par.Decimal(strconv.Itoa(n))} }

// longestName is how many UTF-16 units the name of a sheet may have.
const longestName = 31

// sheetNames makes names that a workbook accepts: nothing forbidden, not too
// long, no two alike.
func sheetNames(tables []Table) []string {
	used := map[string]bool{}
	names := make([]string, len(tables))
	for i, t := range tables {
		name := sheetName(t.Sheet, "")
		for n := 2; used[strings.ToLower(name)]; n++ {
			name = sheetName(t.Sheet, " "+strconv.Itoa(n))
		}
		used[strings.ToLower(name)] = true
		names[i] = name
	}
	return names
}

func sheetName(wanted, suffix string) string {
	clean := strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0xFFFD || strings.ContainsRune(`:\/?*[]`, c) {
			return ' '
		}
		return c
	}, wanted)
	clean = strings.Trim(clean, " '")
	if clean == "" {
		clean = "Sheet"
	}
	runes := []rune(clean)
	for len(utf16.Encode(runes))+len(suffix) > longestName {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " '") + suffix
}
