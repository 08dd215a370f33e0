package ui

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
)

var fiveClasses = []Class{{"Rất tốt", "90"}, {"Tốt", "80"}, {"Khá", "70"}, {"Trung bình", "60"}, {"Yếu", "0"}}

func TestRankBarEndsAtTheIndex(t *testing.T) {
	got := html(t, RankBar("83.78", fiveClasses, 1), "")
	expect(t, got, `class="rbar to"`, `<rect class="val" width="83.78%"`, `x1="90.00%"`, `x1="60.00%"`)
	if n := strings.Count(got, "<line"); n != 4 {
		t.Errorf("%d marks, want one for each limit above 0", n)
	}
}

func TestClassScaleCutsAtTheLimits(t *testing.T) {
	got := html(t, ClassScale("79.43", fiveClasses, 2, 50), "")
	expect(t, got, `class="bandfill rt" x="80.00%" width="20.00%"`, `class="bandfill ye" x="0.00%" width="20.00%"`, `cx="58.86%"`, `class="mk kh"`)
	if got := html(t, ClassScale("", fiveClasses, -1, 50), ""); strings.Contains(got, "<circle") {
		t.Errorf("an unknown index has a place: %s", got)
	}
}

func TestWaterfallStacksTheLosses(t *testing.T) {
	got := html(t, Waterfall(vi, []Loss{{"7. Hiện đại hóa", "/7", "15"}, {"8. Tác động", "", "5.38"}}, "79.62", 70), "")
	expect(t, got, "Trục từ 70 đến 100.", `<a href="/7">7. Hiện đại hóa</a>`, "−15,00", "−5,38",
		`<rect class="loss" x="50.00%" width="50.00%"`, `<rect class="loss" x="32.07%" width="17.93%"`, `<rect class="total" width="32.07%"`, "79,62")
}

func TestTrendLeavesGapsOpen(t *testing.T) {
	trend := Trend{Label: "Chỉ số", Classes: fiveClasses, From: 60, Years: []YearValue{{2015, "70", "75"}, {2016, "", "76"}, {2017, "80", ""}}}
	got := html(t, TrendLine(vi, trend), "")
	expect(t, got, `role="img" aria-label="Chỉ số"`, `<polyline class="ln" points="70.0,188.0">`, `<polyline class="ln" points="470.0,130.0">`, ">2016<", ">80,00<", ">Rất tốt<")
	if n := strings.Count(got, `class="dot"`); n != 2 {
		t.Errorf("%d dots, want one for each known year", n)
	}
}

func TestRadarHasOneCornerForEachArea(t *testing.T) {
	radar := Radar{Label: "Lĩnh vực", Centre: 40, Axes: []RadarAxis{{"1", "100", "70"}, {"2", "70", "40"}, {"3", "40", "70"}, {"4", "", "70"}}}
	got := html(t, RadarChart(vi, radar), "")
	expect(t, got, `<polygon class="area" points="230.0,54.0 289.0,172.0 230.0,172.0 230.0,172.0">`, `text-anchor="middle">1</text>`, `text-anchor="start">2</text>`, `text-anchor="end">4</text>`)
}

func TestChartHasItsTable(t *testing.T) {
	expect(t, html(t, Chart(vi, "x", "Mạnh về thể chế", "Trên 100", templ.Raw("<table></table>")), "<svg></svg>"),
		`<h2 id="x">Mạnh về thể chế</h2>`, "<details", vi.T("chart.table"), "<table></table>", "<svg></svg>")
}

// Every icon that a component names is drawn by the style sheet.
func TestEveryIconIsDrawn(t *testing.T) {
	raw, err := os.ReadFile("../assets/css/icons.css")
	if err != nil {
		t.Fatal(err)
	}
	names := append([]string{}, tones...)
	for _, look := range savingLooks {
		names = append(names, look.icon)
	}
	for _, icon := range haltIcons {
		names = append(names, icon)
	}
	calls := regexp.MustCompile(`@(?:Icon\(|Note\("[a-z]*", )"([a-z]+)"`)
	for _, file := range []string{"layout.templ", "gate.templ", "parts.templ", "field.templ"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range calls.FindAllStringSubmatch(string(source), -1) {
			names = append(names, m[1])
		}
	}
	for _, name := range names {
		if !strings.Contains(string(raw), ".i-"+name+" {") {
			t.Errorf("icon %q is not drawn in icons.css", name)
		}
	}
}
