package criteria

import (
	"strconv"

	"parindex/internal/par"
)

// Fault is one thing that keeps a file from being imported, and where it is.
type Fault struct {
	Sheet  string   // name of the sheet; empty in JSON
	Row    int      // as the spreadsheet counts, from 1; 0: the whole sheet
	Column string   // title of the column; empty: the whole row
	Cell   string   // such as C12; empty where there is no one cell
	Place  string   // path in JSON; empty in a workbook
	Node   string   // code of the criterion concerned, if it is known
	Text   par.Text // what is wrong
}

// Where says the place of the fault.
func (f Fault) Where() par.Text {
	switch {
	case f.Sheet == "" && f.Node != "":
		return par.T("criteria.at_node", "place", f.Place, "node", f.Node)
	case f.Sheet == "":
		return par.T("criteria.at_place", "place", f.Place)
	case f.Row == 0:
		return par.T("criteria.at_sheet", "sheet", f.Sheet)
	case f.Column == "":
		return par.T("criteria.at_row", "sheet", f.Sheet, "row", strconv.Itoa(f.Row))
	}
	return par.T("criteria.at_cell", "sheet", f.Sheet, "row", strconv.Itoa(f.Row), "column", f.Column, "cell", f.Cell)
}

// Faults are all faults of a file. While there is one, nothing is imported.
type Faults []Fault

// most bounds how many faults are listed.
const most = 200

// err returns the refusal that carries the faults, nil where there are none.
func (f Faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return par.E(par.Invalid, "criteria.faults", "count", len(f)).With(f[:min(len(f), most)])
}

// FaultsOf returns the faults that a refusal of this package carries.
func FaultsOf(err error) Faults {
	if e, ok := par.AsError(err); ok {
		faults, _ := e.Detail.(Faults)
		return faults
	}
	return nil
}
