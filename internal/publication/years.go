package publication

import (
	"encoding/json"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/result"
)

// Years tells what is public of a block's earlier years, the latest first. Of
// several publications of one year the last released counts.
func Years(tx *db.Tx, block string, before int) ([]result.Year, error) {
	rows, err := db.List(tx, scanBlockYear, selectBlockYears, block, before)
	if err != nil {
		return nil, err
	}
	var years []result.Year
	for _, row := range rows {
		if n := len(years); n > 0 && years[n-1].Year == row.year {
			continue
		}
		y, err := yearOf(row)
		if err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return years, nil
}

// written is what a later year needs of a result as the contract writes it.
type written struct {
	Units []struct {
		Unit  string       `json:"unit"`
		Rank  *int         `json:"rank"`
		Index *par.Decimal `json:"index"`
		Class string       `json:"class"`
	} `json:"units"`
	Summary struct {
		Average *par.Decimal `json:"average"`
		Classes []struct {
			Name  string `json:"name"`
			Count int    `json:"count"`
		} `json:"classes"`
	} `json:"summary"`
}

func yearOf(row blockYear) (result.Year, error) {
	y := result.Year{Year: row.year, Publication: row.publication}
	var w written
	if err := json.Unmarshal([]byte(row.result), &w); err != nil {
		return y, fmt.Errorf("read result of publication %s: %w", row.publication, err)
	}
	if w.Summary.Average != nil {
		y.Average = *w.Summary.Average
	}
	for _, c := range w.Summary.Classes {
		y.Classes = append(y.Classes, result.ClassCount{Name: c.Name, Count: c.Count})
	}
	for _, u := range w.Units {
		one := result.UnitYear{Unit: u.Unit, Class: u.Class}
		if u.Index != nil {
			one.Index = *u.Index
		}
		if u.Rank != nil {
			one.Rank = *u.Rank
		}
		y.Results = append(y.Results, one)
	}
	return y, nil
}
