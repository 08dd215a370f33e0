package score

import "strings"

// Fault is one way in which an input breaks the contract.
type Fault struct {
	Place  string // where in the JSON, such as "units[3].code"; "$" is the whole
	Rule   string // the paragraph of docs/SCORING.md, such as "2" or "3 ratio"
	Detail string // what is wrong, in one line
}

// String writes the fault in one line.
func (f Fault) String() string {
	return f.Place + ": " + f.Detail + " (scoring contract §" + f.Rule + ")"
}

// Faults is the error of everything that is read or checked here: never empty,
// in the order in which the faults were found.
type Faults []Fault

// Error writes one line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}
