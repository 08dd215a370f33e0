package workbook

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// everyRule is a set with a leaf of every rule type that units answer, and
// composed rules of every type that may be a part.
const everyRule = `{"id": "moi-quy-tac", "title": "Mọi quy tắc", "points_decimals": 2, "nodes": [
 {"code": "1", "title": "Chỉ đạo, điều hành", "children": [
  {"code": "1.1", "title": "Ban hành kế hoạch", "max": "2", "na": "remove", "rule": {"type": "yes_no"}},
  {"code": "1.2", "title": "Các việc; đủ \"nội dung\"", "max": "3", "na": "full", "rule": {"type": "checklist", "mode": "sum", "items": [
    {"code": "a", "label": "Việc a, có dấu phẩy", "points": "1"}, {"code": "b", "label": "=Việc b", "points": "1.25"}, {"code": "c", "label": "Việc c", "points": "0.75"}]}},
  {"code": "1.3", "title": "Tất cả", "max": "1", "rule": {"type": "checklist", "mode": "all", "items": [{"code": "x", "label": "Một"}, {"code": "y", "label": "Hai"}]}},
  {"code": "1.4", "title": "Chọn", "max": "2", "rule": {"type": "choice", "options": [
    {"code": "som", "label": "Đúng hạn", "points": "2"}, {"code": "muon", "label": "Muộn", "points": "1"}, {"code": "muon2", "label": "Muộn", "points": "1"}, {"code": "khong", "label": "", "points": "0"}]}}]},
 {"code": "2", "title": "Thủ tục", "children": [
  {"code": "2.1", "title": "Bậc", "max": "2", "rule": {"type": "steps", "steps": [{"over": "90", "points": "2"}, {"from": "70", "points": "1"}]}},
  {"code": "2.2", "title": "Tỷ lệ", "max": "3", "na": "remove", "rule": {"type": "ratio", "floor": "70"}},
  {"code": "2.3", "title": "Đoạn", "max": "2", "rule": {"type": "piecewise", "at": [{"percent": "70", "points": "0"}, {"percent": "100", "points": "2"}]}},
  {"code": "2.4", "title": "So sánh", "max": "2", "rule": {"type": "relative"}},
  {"code": "2.5", "title": "Đếm", "max": "2", "rule": {"type": "count", "each": "0.5"}},
  {"code": "2.6", "title": "Trừ", "max": "2", "rule": {"type": "deduction", "each": "0.5", "min": "-1"}},
  {"code": "2.7", "title": "Chấm tay", "max": "5", "rule": {"type": "manual"}},
  {"code": "2.8", "title": "Công thức", "max": "4", "rule": {"type": "formula", "expr": "a + b / 100", "min": "0",
    "vars": [{"name": "a", "label": "Số hồ sơ"}, {"name": "b", "label": "Tỷ lệ hài lòng (%)", "min": "-10", "max": "100"}]}}]},
 {"code": "3", "title": "Tổng hợp", "children": [
  {"code": "3.1", "title": "Cộng", "max": "6", "rule": {"type": "sum_of", "parts": [
    {"type": "yes_no", "max": "1"}, {"type": "ratio", "max": "2"}, {"type": "checklist", "mode": "all", "max": "1", "items": [{"code": "p", "label": "P"}, {"code": "q", "label": "Q"}]},
    {"type": "formula", "max": "2", "expr": "n", "min": "0", "vars": [{"name": "n", "label": "Số n"}]}]}},
  {"code": "3.2", "title": "Lấy cao nhất", "max": "3", "na": "remove", "rule": {"type": "best_of", "parts": [
    {"type": "count", "each": "1", "max": "3"}, {"type": "choice", "max": "3", "options": [{"code": "mot", "label": "Một", "points": "3"}, {"code": "hai", "label": "Hai", "points": "0"}]},
    {"type": "checklist", "mode": "sum", "max": "2", "items": [{"code": "m", "label": "M", "points": "1"}, {"code": "n", "label": "N", "points": "1"}]},
    {"type": "manual", "max": "2"}, {"type": "deduction", "each": "1", "max": "2"}, {"type": "steps", "max": "1", "steps": [{"from": "50", "points": "1"}]}]}},
  {"code": "3.3", "title": "Thưởng", "max": "1", "kind": "bonus", "rule": {"type": "manual", "step": "0.25"}}]},
 {"code": "4", "title": "Điều tra", "children": [
  {"code": "4.1", "title": "Hài lòng", "max": "5", "rule": {"type": "survey", "weights": {"A": "100", "B": "0"}, "groups": [{"id": "dan", "weight": "1"}]}}]}]}`

func everySet(t interface{ Fatal(...any) }) *score.Set {
	set, err := score.ReadSet([]byte(everyRule))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// speech speaks as plainly as a test needs it.
func speech(lang i18n.Lang) Speech {
	p := i18n.New(lang)
	return Speech{P: p, Words: func(*score.Set) Words {
		return Words{
			Rule:   func(n *score.Node) string { return string(n.Rule.Type) },
			Said:   func(r *score.Rule, s dossier.Score) string { return answerText(r, s) },
			Calc:   func(score.Trace) string { return "" },
			Points: func(d par.Decimal) string { return p.Fixed(d, 2) },
		}
	}}
}

// figures draws numbers as units have them: counts, decimals, and some with
// more digits than a spreadsheet keeps.
func figures() *rapid.Generator[par.Decimal] {
	return rapid.Map(rapid.OneOf(
		rapid.StringMatching(`0|[1-9][0-9]{0,11}`),
		rapid.StringMatching(`(0|[1-9][0-9]{0,6})\.[0-9]{0,5}[1-9]`),
		rapid.StringMatching(`[1-9][0-9]{9,11}\.[0-9]{6,9}[1-9]`),
	), func(s string) par.Decimal { return par.MustDecimal(s) })
}

func wholes() *rapid.Generator[par.Decimal] {
	return rapid.Map(rapid.StringMatching(`0|[1-9][0-9]{0,11}`), func(s string) par.Decimal { return par.Decimal(s) })
}

// within draws a number of at most two decimals between bounds of whole hundredths.
func within(low, high int) *rapid.Generator[par.Decimal] {
	return rapid.Map(rapid.IntRange(low, high), func(n int) par.Decimal {
		sign := ""
		if n < 0 {
			sign, n = "-", -n
		}
		return par.MustDecimal(fmt.Sprintf("%s%d.%02d", sign, n/100, n%100))
	})
}

// valueOf draws a value that a rule takes.
func valueOf(t *rapid.T, r *score.Rule) *score.Value {
	v := &score.Value{}
	switch r.Type {
	case score.RuleYesNo:
		yes := rapid.Bool().Draw(t, "yes")
		v.Yes = &yes
	case score.RuleChecklist:
		v.Checked = []string{}
		for _, item := range rapid.Permutation(r.Items).Draw(t, "order") {
			if rapid.Bool().Draw(t, item.Code) {
				v.Checked = append(v.Checked, item.Code)
			}
		}
	case score.RuleChoice:
		code := rapid.SampledFrom(r.Options).Draw(t, "option").Code
		v.Option = &code
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		if rapid.Bool().Draw(t, "fraction") {
			v.A, v.B = figures().Draw(t, "a"), figures().Filter(func(d par.Decimal) bool { return d.Sign() > 0 }).Draw(t, "b")
		} else {
			v.Percent = figures().Draw(t, "percent")
		}
	case score.RuleCount, score.RuleDeduction:
		v.Count = wholes().Draw(t, "count")
	case score.RuleManual:
		v.Points = within(0, 100).Draw(t, "points")
		if r.Step.Known() {
			v.Points = rapid.SampledFrom([]par.Decimal{"0", "0.25", "0.5", "0.75", "1"}).Draw(t, "points")
		}
	case score.RuleFormula:
		for _, declared := range r.Vars {
			one := score.VarValue{Name: declared.Name, Value: figures().Draw(t, declared.Name)}
			if declared.Max.Known() {
				one.Value = within(-1000, 10000).Draw(t, declared.Name)
			}
			v.Vars = append(v.Vars, one)
		}
	case score.RuleSumOf:
		for _, part := range r.Parts {
			v.Parts = append(v.Parts, valueOf(t, part))
		}
	case score.RuleBestOf:
		for _, part := range r.Parts {
			var value *score.Value
			if rapid.Bool().Draw(t, "given") {
				value = valueOf(t, part)
			}
			v.Parts = append(v.Parts, value)
		}
		if !slices.ContainsFunc(v.Parts, func(v *score.Value) bool { return v != nil }) {
			v.Parts[0] = valueOf(t, r.Parts[0])
		}
	case score.RuleSurvey:
	}
	return v
}

// notes draws explanations: lines, signs of formulas, letters of all kinds.
func notes() *rapid.Generator[string] {
	return rapid.OneOf(rapid.Just(""), rapid.SampledFrom([]string{
		"Theo Quyết định số 12/QĐ-UBND ngày 05/01/2026", "=1+1", "+cmd|' /C calc'!A0", "dòng một\r\ndòng hai", "-5", "_x0041_ và <b>&amp;</b>", "_x0041_x0041_", "@SUM(A1)", "0012", "1.904", "TRUE", "x\ty",
	}), rapid.StringMatching(`[ a-zA-ZĐđàáảãạăâêôơưếềểễệ0-9.,;:%/()"'&<>=+-]{1,80}`))
}

// scoreOf draws what a unit may say of a leaf, or nothing.
func scoreOf(t *rapid.T, n *score.Node) (dossier.Score, bool) {
	s := dossier.Score{Leaf: n.Code, Stage: score.StageSelf, Kind: dossier.KindNone, Note: notes().Draw(t, "note"), Version: int64(rapid.IntRange(1, 9).Draw(t, "version"))}
	kinds := []dossier.Kind{"", dossier.KindNone, dossier.KindValue, dossier.KindValue, dossier.KindValue}
	if n.NA == score.NARemove || n.NA == score.NAFull {
		kinds = append(kinds, dossier.KindNA)
	}
	switch kind := rapid.SampledFrom(kinds).Draw(t, "kind"); kind {
	case "":
		return dossier.Score{Leaf: n.Code, Stage: score.StageSelf}, false
	case dossier.KindNA:
		s.Kind, s.Note = kind, "Không phát sinh "+s.Note
	case dossier.KindValue:
		s.Kind, s.Value = kind, valueOf(t, n.Rule)
	case dossier.KindNone, dossier.KindPoints:
	}
	return s, true
}
