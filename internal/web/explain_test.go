package web

import (
	"encoding/json"
	"testing"

	"parindex/internal/i18n"
	"parindex/internal/score"
)

// explained says rule, figures, gap and gain of one leaf with one answer.
func explained(t *testing.T, max, rule, kind, na, value string) [4]string {
	t.Helper()
	leaf := map[string]any{"code": "1.1", "title": "x", "max": max, "rule": json.RawMessage(rule)}
	if kind != "" {
		leaf["kind"] = kind
	}
	if na != "" {
		leaf["na"] = na
	}
	data, err := json.Marshal(map[string]any{"id": "s", "nodes": []any{map[string]any{"code": "1", "title": "y", "children": []any{leaf}}}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := score.ReadSet(data)
	if err != nil {
		t.Fatal(err)
	}
	answer := score.Answer{Node: "1.1", Stage: score.StageSelf}
	switch value {
	case "":
	case "na":
		answer.NA = true
	default:
		if answer.Value, err = score.ReadValue([]byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	result, err := score.EvaluateLeaf(set, "1.1", answer, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := wordingOf(i18n.New(i18n.Vi), set)
	return [4]string{w.rule(set.Leaves()[0]), w.calc(result.Trace), w.gap(&result), w.gain(result.Trace)}
}

func TestRulesAreSaidWithTheUnitsOwnFigures(t *testing.T) {
	steps := `{"type": "steps", "steps": [{"over": "90", "points": "1"}, {"from": "70", "points": "0.5"}]}`
	for _, c := range []struct {
		name, max, rule, kind, na, value string
		want                             [4]string
	}{
		{"ratio", "2", `{"type": "ratio"}`, "", "", `{"a": "118555", "b": "120671"}`, [4]string{
			"Điểm theo tỷ lệ, 100 % được 2,00.", "118.555/120.671 = 98,25 % → 1,96", "", "Thêm 5 (118.560) là 98,25 %, được 1,97 điểm."}},
		{"below the floor", "2", `{"type": "ratio", "floor": "70"}`, "", "", `{"a": "1", "b": "2"}`, [4]string{
			"Điểm theo tỷ lệ, 100 % được 2,00; dưới 70 %: 0.", "1/2 = 50 % (dưới 70 %) → 0", ", thiếu 1", "Thêm 1 (2) là 100 %, được 2,00 điểm."}},
		{"inverted", "1", `{"type": "ratio", "invert": true}`, "", "", `{"a": "1", "b": "10"}`, [4]string{
			"Tỷ lệ càng thấp điểm càng cao, 0 % được 1,00.", "1/10 = 10 %, được tính 90 % → 0,90", "", "Bớt 1 (còn 0) là 0 %, được 1,00 điểm."}},
		{"steps", "1", steps, "", "", `{"a": "1904", "b": "2116"}`, [4]string{
			"Trên 90 %: 1,00; từ 70 %: 0,50.", "1.904/2.116 = 89,98 % → 0,50", ", thiếu 1", "Thêm 1 (1.905) là 90,03 %, được 1,00 điểm."}},
		{"a hair below a step", "1", steps, "", "", `{"a": "89999999", "b": "100000000"}`, [4]string{
			"Trên 90 %: 1,00; từ 70 %: 0,50.", "89.999.999/100.000.000 = 90 % → 0,50", ", thiếu 2", "Thêm 2 (90.000.001) là 90 %, được 1,00 điểm."}},
		{"piecewise", "2", `{"type": "piecewise", "at": [{"percent": "60", "points": "0"}, {"percent": "80", "points": "1"}, {"percent": "95", "points": "2"}]}`, "", "",
			`{"percent": "70"}`, [4]string{"60 %: 0; 80 %: 1,00; 95 %: 2,00; giữa hai mốc chia đều.", "70 % → 0,50", "", ""}},
		{"relative", "1", `{"type": "relative"}`, "", "", `{"percent": "64.2"}`, [4]string{
			"So với đơn vị cao nhất khối, đơn vị đó được 1,00.", "64,2 %, tính điểm khi cả khối đã nộp", "", ""}},
		{"yes or no", "0.5", `{"type": "yes_no"}`, "", "", `{"yes": false}`, [4]string{"Có: 0,50. Không: 0.", "Không → 0", "", "Nếu là “Có” được 0,50 điểm."}},
		{"checklist", "1", `{"type": "checklist", "mode": "sum", "items": [{"code": "a", "label": "Một cửa", "points": "0.25"}, {"code": "b", "label": "Cổng", "points": "0.75"}]}`, "", "",
			`{"checked": ["a"]}`, [4]string{"Cộng điểm từng điều đã đạt, nhiều nhất 1,00.", "1/2 điều → 0,25", "", "Đạt thêm “Cổng” được 1,00 điểm."}},
		{"checklist of all", "1", `{"type": "checklist", "mode": "all", "items": [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}, {"code": "c", "label": "C"}]}`, "", "",
			`{"checked": ["a"]}`, [4]string{"Đạt đủ cả 3 điều: 1,00; thiếu một điều: 0.", "1/3 điều → 0", ", thiếu 2 điều", "Đạt nốt 2 điều còn lại được 1,00 điểm."}},
		{"choice", "1", `{"type": "choice", "options": [{"code": "a", "label": "Đúng hạn", "points": "1"}, {"code": "b", "label": "Chậm", "points": "0.5"}]}`, "", "",
			`{"option": "b"}`, [4]string{"Điểm theo mức được chọn, cao nhất 1,00.", "Chậm → 0,50", "", "Mức “Đúng hạn” được 1,00 điểm."}},
		{"count", "1", `{"type": "count", "each": "0.25"}`, "", "", `{"count": "2"}`, [4]string{
			"Mỗi trường hợp được 0,25, nhiều nhất 1,00.", "2 × 0,25 → 0,50", ", thiếu 1", "Thêm 1 trường hợp được 0,75 điểm."}},
		{"deduction", "1", `{"type": "deduction", "each": "0.25"}`, "", "", `{"count": "1"}`, [4]string{
			"1,00, trừ 0,25 mỗi trường hợp, thấp nhất 0.", "1,00 − 1 × 0,25 → 0,75", ", thừa 1", "Bớt 1 trường hợp được 1,00 điểm."}},
		{"penalty", "1", `{"type": "count", "each": "0.25"}`, "penalty", "", `{"count": "1"}`, [4]string{
			"Điểm trừ. Mỗi trường hợp bị trừ 0,25, nhiều nhất 1,00.", "1 × 0,25 → 0,25", "", "Thêm 1 trường hợp được 0,50 điểm."}},
		{"manual", "0.5", `{"type": "manual", "step": "0.25"}`, "", "", `{"points": "0.25"}`, [4]string{
			"Tự chấm từ 0 đến 0,50, bước 0,25.", "Đã chấm → 0,25", "", ""}},
		{"sum", "1", `{"type": "sum_of", "parts": [{"type": "yes_no", "max": "0.4"}, {"type": "ratio", "max": "0.6"}]}`, "", "",
			`{"parts": [{"yes": true}, {"a": "1", "b": "2"}]}`, [4]string{"Cộng điểm 2 phần, nhiều nhất 1,00.", "0,40 + 0,30 → 0,70", "", ""}},
		{"best", "1", `{"type": "best_of", "parts": [{"type": "yes_no", "max": "1"}, {"type": "ratio", "max": "1"}]}`, "", "",
			`{"parts": [null, {"a": "1", "b": "2"}]}`, [4]string{"Lấy phần cao nhất trong 2 phần, nhiều nhất 1,00.", "Phần 2 cao nhất → 0,50", "", ""}},
		{"formula", "1", `{"type": "formula", "vars": [{"name": "x", "label": "X"}], "expr": "x / 4"}`, "", "", `{"vars": {"x": "2"}}`, [4]string{
			"Điểm = a / 4; a: X; nhiều nhất 1,00.", "2 / 4 → 0,50", "", ""}},
		{"formula of tasks", "1.5", `{"type": "formula", "vars": [{"name": "in_time", "label": "Đúng hạn"}, {"name": "late", "label": "Trễ hạn"}], "expr": "max_points * (in_time + 0.5 * late) / max(1, in_time + late) - (0.1 - -late)"}`,
			"", "", `{"vars": {"in_time": "1200", "late": "0"}}`, [4]string{
				"Điểm = 1,50 × (a + 0,5 × b) / số lớn nhất trong (1; a + b) − (0,1 − −b); a: Đúng hạn; b: Trễ hạn; nhiều nhất 1,50.",
				"1,50 × (1.200 + 0,5 × 0) / số lớn nhất trong (1; 1.200 + 0) − (0,1 − −0) → 1,40", "", ""}},
		{"formula with a condition", "1", `{"type": "formula", "vars": [{"name": "now", "label": "Năm nay"}, {"name": "before", "label": "Năm trước"}], "expr": "if(now >= 95 and not before < 1, max_points, round((now - before) / 5, 1))"}`,
			"", "", `{"vars": {"now": "90", "before": "80"}}`, [4]string{
				"Điểm = nếu a ≥ 95 và không phải (b < 1) thì 1,00, nếu không thì làm tròn ((a − b) / 5; 1 chữ số thập phân); a: Năm nay; b: Năm trước; nhiều nhất 1,00.",
				"nếu 90 ≥ 95 và không phải (80 < 1) thì 1,00, nếu không thì làm tròn ((90 − 80) / 5; 1 chữ số thập phân) (lấy nhiều nhất 1,00) → 1,00", "", ""}},
		{"missing", "1", `{"type": "ratio"}`, "", "", "", [4]string{
			"Điểm theo tỷ lệ, 100 % được 1,00.", "Chưa nhập: tính 0 điểm, điểm tối đa giữ nguyên", "", ""}},
		{"not applicable", "1", `{"type": "ratio"}`, "", "remove", "na", [4]string{
			"Điểm theo tỷ lệ, 100 % được 1,00.", "Không áp dụng, điểm tối đa của đơn vị giảm 1,00", "", ""}},
		{"not applicable in full", "1", `{"type": "ratio"}`, "", "full", "na", [4]string{
			"Điểm theo tỷ lệ, 100 % được 1,00.", "Không áp dụng, được đủ 1,00", "", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := explained(t, c.max, c.rule, c.kind, c.na, c.value); got != c.want {
				t.Errorf("got\n%q, want\n%q", got, c.want)
			}
		})
	}
}
