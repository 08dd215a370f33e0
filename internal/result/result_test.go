package result

import (
	"testing"

	"parindex/internal/par"
	"parindex/internal/score"
)

func TestYearsWithout(t *testing.T) {
	none := []ClassCount{{"Rất tốt", 0}, {"Tốt", 7}}
	some := []ClassCount{{"Rất tốt", 2}, {"Tốt", 7}}
	for name, c := range map[string]struct {
		reached int
		earlier []Year
		want    int
	}{
		"someone reached it":        {1, []Year{{Year: 2016, Classes: none}}, 0},
		"nothing is known before":   {0, nil, 1},
		"three years before":        {0, []Year{{Year: 2016, Classes: none}, {Year: 2015, Classes: none}, {Year: 2014, Classes: none}}, 4},
		"someone reached it before": {0, []Year{{Year: 2016, Classes: none}, {Year: 2015, Classes: some}, {Year: 2014, Classes: none}}, 2},
		"a year is missing":         {0, []Year{{Year: 2016, Classes: none}, {Year: 2014, Classes: none}}, 2},
		"a year is not known":       {0, []Year{{Year: 2016, Classes: none}, {Year: 2015}}, 2},
		"known by units alone":      {0, []Year{{Year: 2016, Results: []UnitYear{{Unit: "a", Class: "Tốt"}}}}, 2},
		"the best known by a unit":  {0, []Year{{Year: 2016, Results: []UnitYear{{Unit: "a", Class: "Rất tốt"}}}}, 1},
	} {
		if got := YearsWithout("Rất tốt", 2017, c.reached, c.earlier); got != c.want {
			t.Errorf("%s: %d years, want %d", name, got, c.want)
		}
	}
}

func TestMissingPointsReachTheClassAndNoLess(t *testing.T) {
	b := &score.Bundle{Set: &score.Set{PointsDecimals: 2}, Method: &score.Method{IndexDecimals: 2}}
	for _, c := range []struct {
		points, most, index, want par.Decimal
	}{
		{"79.62", "100", "79.62", "0.38"}, {"79.99", "100", "79.99", "0.01"}, {"80", "100", "80", "0"},
		{"69.25", "89.5", "77.37", "2.35"}, {"0", "3", "0", "2.4"},
	} {
		got := missing("80", Unit{Points: c.points, Max: c.most, Index: c.index}, b)
		if got != c.want {
			t.Errorf("%s of %s: %s missing to 80, want %s", c.points, c.most, got, c.want)
		}
		if reached := par.RoundRat(shareOf(c.points.Add(got), c.most), 2); reached.Cmp("80") < 0 {
			t.Errorf("%s of %s with %s more is %s, which does not reach 80", c.points, c.most, got, reached)
		}
	}
}

func TestWhatIsLost(t *testing.T) {
	for name, c := range map[string]struct {
		leaf     score.LeafScore
		noSurvey string
		want     par.Decimal
	}{
		"scored":             {score.LeafScore{Kind: score.Normal, State: score.Scored, Points: "1.5", Max: "2"}, "remove", "0.5"},
		"missing":            {score.LeafScore{Kind: score.Normal, State: score.Missing, Points: "0", Max: "2"}, "remove", "2"},
		"not applicable":     {score.LeafScore{Kind: score.Normal, State: score.NotApplicable, Points: "0", Max: "2"}, "remove", "0"},
		"no survey, removed": {score.LeafScore{Kind: score.Normal, State: score.NoSurvey, Points: "0", Max: "2"}, "remove", "0"},
		"no survey, zero":    {score.LeafScore{Kind: score.Normal, State: score.NoSurvey, Points: "0", Max: "2"}, "zero", "2"},
		"bonus":              {score.LeafScore{Kind: score.Bonus, State: score.Scored, Points: "0", Max: "2"}, "remove", "0"},
		"penalty":            {score.LeafScore{Kind: score.Penalty, State: score.Scored, Points: "1", Max: "2"}, "remove", "1"},
	} {
		if got := lost(c.leaf, c.noSurvey); got != c.want {
			t.Errorf("%s: %s lost, want %s", name, got, c.want)
		}
	}
}
