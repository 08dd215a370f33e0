package criteria

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parindex/internal/criteria/samples"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// anyText draws what people write, and what breaks careless writers of files.
func anyText(name string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{
			"", "Ban hành đúng hạn", "=1+1", "@x", "-5", "  hai bên  ", "dòng\nhai", `"ngoặc"`, "<b>&amp;", "_x0041_", "TRUE", "1.10", "0007", "ữ", "'",
		}).Draw(t, name)
	})
}

func decimal(t *rapid.T, name string, least, most int) par.Decimal {
	return par.Decimal(strconv.Itoa(rapid.IntRange(least, most).Draw(t, name))).Add(par.Decimal(rapid.SampledFrom([]string{"0", "0.5", "0.25"}).Draw(t, name+" part")))
}

func maybe(t *rapid.T, name string, d par.Decimal) par.Decimal {
	if rapid.Bool().Draw(t, name+" given") {
		return d
	}
	return ""
}

func maybeWhole(t *rapid.T, name string, most int) *int {
	if rapid.Bool().Draw(t, name+" given") {
		n := rapid.IntRange(0, most).Draw(t, name)
		return &n
	}
	return nil
}

// drawRule draws a rule of the type that reaches its max exactly.
func drawRule(t *rapid.T, kind score.RuleType, limit par.Decimal) *score.Rule {
	r := &score.Rule{Type: kind}
	label := anyText("label")
	switch kind {
	case score.RuleYesNo:
		r.Yes, r.No = maybe(t, "yes", limit), maybe(t, "no", "0.25")
	case score.RuleChecklist:
		r.Mode = rapid.SampledFrom([]string{"sum", "all"}).Draw(t, "mode")
		r.Items = []score.Item{{Code: "1", Label: label.Draw(t, "a")}, {Code: "b", Label: label.Draw(t, "b")}}
		if r.Mode == "sum" {
			r.Items[0].Points, r.Items[1].Points = limit.Sub("0.5"), "0.5"
		}
	case score.RuleChoice:
		r.Options = []score.Option{{Code: "tot", Label: label.Draw(t, "a"), Points: limit}, {Code: "0.10", Label: label.Draw(t, "b"), Points: "0"}}
	case score.RuleSteps:
		r.Steps = []score.Step{{Over: "90", Points: limit}, {From: "70.123456789012345678", Points: "0.5"}}
		r.Otherwise, r.PercentDecimals = maybe(t, "otherwise", "0.25"), maybeWhole(t, "decimals", 4)
	case score.RuleRatio:
		r.Floor, r.FullFrom = maybe(t, "floor", "50"), maybe(t, "full", "99.5")
		r.Invert, r.PercentDecimals = rapid.Bool().Draw(t, "invert"), maybeWhole(t, "decimals", 4)
	case score.RulePiecewise:
		r.At = []score.Point{{Percent: "70", Points: "0"}, {Percent: "100", Points: limit}}
	case score.RuleCount:
		r.Each = decimal(t, "each", 1, 3)
	case score.RuleDeduction:
		r.Each, r.Min = decimal(t, "each", 1, 3), maybe(t, "min", "-1")
	case score.RuleManual:
		r.Min, r.Step = maybe(t, "min", "-0.25"), maybe(t, "step", "0.25")
	case score.RuleFormula:
		r.Vars = []score.Var{{Name: "a", Label: label.Draw(t, "a"), Min: maybe(t, "least", "0"), Max: maybe(t, "most", "5000")}, {Name: "b2"}}
		r.Expr, r.Min = "max_points * a / max(1, a + b2)", maybe(t, "min", "-1")
	case score.RuleSumOf, score.RuleBestOf:
		half := rapid.SampledFrom(partTypes()).Draw(t, "part")
		first, second := drawRule(t, half, limit), drawRule(t, score.RuleChoice, limit)
		first.Max, second.Max = limit, limit
		r.Parts = []*score.Rule{first, second}
		if kind == score.RuleSumOf {
			r.Parts = r.Parts[:1]
		}
	case score.RuleSurvey:
		r.Weights = []score.Weight{{Option: "A", Weight: "100"}, {Option: "không rõ", Weight: "12.5"}}
		r.Groups = []score.Group{{ID: "hdnd", Weight: "60"}, {ID: "2", Weight: "40"}}
		r.MinBallots = maybeWhole(t, "ballots", 50)
	}
	return r
}

// partTypes lists the types that a part may have.
func partTypes() []score.RuleType {
	var types []score.RuleType
	for _, t := range score.RuleTypes() {
		if t != score.RuleSumOf && t != score.RuleBestOf && t != score.RuleSurvey && t != score.RuleRelative {
			types = append(types, t)
		}
	}
	return types
}

// drawEdition draws an edition with one leaf of every rule type.
func drawEdition(t *rapid.T) Edition {
	e := Edition{
		Code: "thu-nghiem", Level: rapid.SampledFrom([]string{"", "department", "commune"}).Draw(t, "level"), Title: anyText("title").Draw(t, "edition"),
		Sample: rapid.Bool().Draw(t, "sample"), Note: anyText("note").Draw(t, "note"), Guides: map[string]Guide{},
	}
	set := &score.Set{
		ID: "x-1", Title: anyText("title").Draw(t, "set"), PointsDecimals: rapid.IntRange(2, 4).Draw(t, "points"),
		BonusCap: maybe(t, "bonus", "3"), PenaltyCap: maybe(t, "penalty", "2.5"),
	}
	area := &score.Node{Code: "1", Title: anyText("title").Draw(t, "area"), Children: []*score.Node{{Code: "1.10", Title: "Nhóm"}}}
	for i, kind := range score.RuleTypes() {
		limit := decimal(t, "max", 2, 9)
		leaf := &score.Node{
			Code: fmt.Sprintf("1.10.%d", i), Title: anyText("title").Draw(t, "leaf"), Max: limit, Rule: drawRule(t, kind, limit),
			NA:   rapid.SampledFrom([]score.NA{score.NAForbid, score.NARemove}).Draw(t, "na"),
			Kind: rapid.SampledFrom([]score.Kind{score.Normal, score.Bonus, score.Penalty}).Draw(t, "kind"),
		}
		if rapid.Bool().Draw(t, "guide") {
			e.Guides[leaf.Code] = Guide{Help: "Cách chấm " + leaf.Title, Evidence: anyText("evidence").Draw(t, "evidence"), Agency: "snv"}
		}
		area.Children[0].Children = append(area.Children[0].Children, leaf)
	}
	set.Nodes = []*score.Node{area, {Code: "2", Title: "Tiêu chí đứng một mình", Max: "1", Rule: &score.Rule{Type: score.RuleYesNo}}}
	sealed, err := set.Seal()
	if err != nil {
		t.Fatalf("the drawn set is refused: %v", err)
	}
	e.Set = sealed
	return e
}

// same compares two editions by what a reader can see of them.
func same(want, got Edition) string {
	return cmp.Diff(visible(want), visible(got))
}

func visible(e Edition) map[string]any {
	return map[string]any{
		"code": e.Code, "level": e.Level, "title": e.Title, "sample": e.Sample, "note": e.Note, "set": string(e.Set.JSON()), "guides": e.Guides,
	}
}

func throughJSON(e Edition) (Edition, error) {
	data, err := e.JSON()
	if err != nil {
		return e, err
	}
	return ReadFile(context.Background(), data)
}

func throughXLSX(e Edition, lang i18n.Lang) (Edition, error) {
	var file bytes.Buffer
	if err := report.WriteXLSX(&file, e.Tables(i18n.New(lang))...); err != nil {
		return e, err
	}
	return ReadFile(context.Background(), file.Bytes())
}

func TestFilesKeepEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEdition(t)
		for name, through := range map[string]func() (Edition, error){
			"JSON":            func() (Edition, error) { return throughJSON(e) },
			"Vietnamese XLSX": func() (Edition, error) { return throughXLSX(e, i18n.Vi) },
			"English XLSX":    func() (Edition, error) { return throughXLSX(e, i18n.En) },
		} {
			got, err := through()
			if err != nil {
				t.Fatalf("%s: %v: %s", name, err, told(err))
			}
			if diff := same(e, got); diff != "" {
				t.Fatalf("%s loses something (-before +after):\n%s", name, diff)
			}
		}
	})
}

func TestSamplesKeepEverything(t *testing.T) {
	for _, name := range samples.Names() {
		raw, err := samples.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		e, err := ReadFile(context.Background(), raw)
		if err != nil {
			t.Fatalf("%s: %v: %s", name, err, told(err))
		}
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := throughXLSX(e, i18n.Vi); err != nil || same(e, got) != "" {
			t.Errorf("%s changes in a workbook: %v\n%s", name, err, same(e, got))
		}
	}
}

func TestBareSetIsRead(t *testing.T) {
	e, err := ReadFile(context.Background(), []byte(`{"id":"s","title":"Bộ","nodes":[{"code":"1","max":"1","rule":{"type":"yes_no"}}]}`))
	if err != nil || e.Title != "Bộ" || e.Code != "" || len(e.Set.Leaves()) != 1 {
		t.Errorf("bare set: %+v, %v", e, err)
	}
}

// told says the faults of an error in Vietnamese, a line each.
func told(err error) string {
	p := i18n.New(i18n.Vi)
	var lines []string
	for _, f := range FaultsOf(err) {
		lines = append(lines, p.Text(f.Where())+": "+p.Text(f.Text))
	}
	return strings.Join(lines, "\n")
}
