package appraisal_test

import (
	"math/big"
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/par"
	"parindex/internal/score"
)

func weighed(judge, dossier, claimed, given string, accepted bool) appraisal.Weighed {
	m := appraisal.Weighed{
		Judge: par.ID(judge), Dossier: par.ID(dossier), Block: "so", Node: &score.Node{Code: "1.1"},
		Most: big.NewRat(2, 1), Accepted: accepted,
	}
	if claimed != "" {
		m.Claimed, _ = new(big.Rat).SetString(claimed)
		m.Given, _ = new(big.Rat).SetString(given)
	}
	return m
}

func TestLenienceIsExact(t *testing.T) {
	l := appraisal.LenienceOf([]appraisal.Weighed{
		weighed("hoa", "a", "2", "2", true), weighed("hoa", "b", "2", "1", false), weighed("hoa", "c", "1", "2/3", false),
		weighed("hoa", "d", "", "", true),
	})
	for _, c := range []struct {
		name, want string
		got        *big.Rat
	}{
		{"mean points", "4/9", l.MeanPoints}, {"median points", "1/3", l.MedianPoints},
		{"mean share", "200/9", l.MeanShare}, {"median share", "50/3", l.MedianShare}, {"accepted", "50/1", l.Kept},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s is %s, want %s", c.name, c.got, c.want)
		}
	}
	if none := appraisal.LenienceOf(nil); none.MeanPoints != nil || none.MedianShare != nil || none.Kept != nil {
		t.Errorf("of nothing: %+v", none)
	}
}

func TestContrastsAreOfTheSame(t *testing.T) {
	with := func(m appraisal.Weighed, file, figures string) appraisal.Weighed {
		m.Files, m.Figures = []string{file}, figures
		return m
	}
	a, b := weighed("hoa", "a", "2", "2", true), weighed("lan", "b", "2", "1", false)
	elsewhere := b
	elsewhere.Node = &score.Node{Code: "1.2"}
	for _, c := range []struct {
		name  string
		marks []appraisal.Weighed
		want  int
	}{
		{"one file, two verdicts", []appraisal.Weighed{with(a, "f", "x"), with(b, "f", "y")}, 1},
		{"one figure, other points", []appraisal.Weighed{with(a, "f", "x"), with(b, "g", "x")}, 1},
		{"both", []appraisal.Weighed{with(a, "f", "x"), with(b, "f", "x")}, 2},
		{"nothing in common", []appraisal.Weighed{with(a, "f", "x"), with(b, "g", "y")}, 0},
		{"the same verdict", []appraisal.Weighed{with(a, "f", "x"), with(a, "f", "x")}, 0},
		{"another leaf", []appraisal.Weighed{with(a, "f", "x"), with(elsewhere, "f", "x")}, 0},
	} {
		got := appraisal.Contrasts(c.marks)
		if len(got) != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
		for _, one := range got {
			if one.Better.Judge != "hoa" || one.Worse.Judge != "lan" {
				t.Errorf("%s: better off is %s", c.name, one.Better.Judge)
			}
		}
	}
}
