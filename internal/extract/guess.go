package extract

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"parindex/internal/i18n"
)

// Guess is what the head and the foot of an administrative document seem to
// say, by the layout that the decree on clerical work prescribes. Each part may
// be empty. It is offered to people and never stored by itself.
type Guess struct {
	Number  string // number and symbol, such as 214/QĐ-SYT
	Date    string // 2006-01-02
	Issuer  string
	Kind    string // decision, plan, report, …; letter for one without a title
	Summary string
	Signer  string
}

const (
	headLines = 40 // lines of the first page in which the head stands
	mostLead  = 6  // lines of a summary
)

// GuessOf guesses from the texts of a document's pages.
func GuessOf(pages []string) Guess {
	if len(pages) == 0 {
		return Guess{}
	}
	h := headOf(pages[0])
	var g Guess
	g.Number, g.Issuer = h.number, h.issuer()
	g.Date = dateIn(strings.Join(h.lines[:h.begins()], "\n"))
	title := h.title()
	g.Kind = h.kind(title)
	g.Summary = h.summary(title)
	for _, page := range pages {
		if name := signerIn(page); name != "" {
			g.Signer = name
		}
	}
	return g
}

// head is the beginning of the first page, without what every document says.
type head struct {
	lines  []string // blanks at both ends cut off; an empty line stays
	at     int      // where the number stands; -1: nowhere
	number string
	symbol string // what comes after the number
}

var (
	state  = regexp.MustCompile(`c.ng h.a x. h.i ch. ngh.a v.{1,2}t n.m|d.c l.p.{1,5}t. d..{1,5}h.nh ph.c`)
	rule   = regexp.MustCompile(`^[-–—_=*.\s]+$`)
	number = regexp.MustCompile(`(?i)^S[ỐÓÔỒỔO0]\s*[:;.,]?\s*([0-9lIO]{0,5}[a-z]?)\s*([/-])\s*((?:\d{4}\s*/\s*)?` + part + `(?:\s?[-–—/.&]\s?` + part + `)*)`)
	dated  = regexp.MustCompile(`ng.{0,2}y\s*([0-9ol]{1,2})\s*th.{0,2}ng\s*([0-9ol]{1,2})\s*n.m\s*([0-9ol]{4})`)
	placed = regexp.MustCompile(`\s*\p{Lu}[\p{L}. ]{1,40},?\s+ng.{0,2}y\s.*$`)
)

// part is one of the words of a symbol: QĐ, UBND, TTg.
const part = `[A-ZĐÂĂÊÔƠƯ][A-Za-zĐđÂĂÊÔƠƯ0-9]{0,11}`

func headOf(page string) *head {
	h := &head{at: -1}
	for _, line := range strings.Split(page, "\n") {
		line = without(strings.Join(strings.Fields(line), " "), state)
		if rule.MatchString(line) && line != "" {
			line = ""
		}
		if len(h.lines) == headLines {
			break
		}
		h.lines = append(h.lines, line)
	}
	for i, line := range h.lines[:h.begins()] {
		if m := number.FindStringSubmatch(line); m != nil {
			h.at, h.symbol = i, dashes.Replace(m[3])
			if m[1] != "" {
				h.number = digits.Replace(m[1]) + m[2] + h.symbol
			}
			break
		}
	}
	return h
}

var (
	dashes = strings.NewReplacer(" ", "", "–", "-", "—", "-")
	digits = strings.NewReplacer("l", "1", "I", "1", "o", "0", "O", "0")
)

// without cuts from a line what a pattern finds in it once it is folded. In
// composed letters a folded line has a letter for each letter.
func without(line string, pattern *regexp.Regexp) string {
	line = i18n.NFC(line)
	folded := i18n.Fold(line)
	letters := []rune(line)
	if utf8.RuneCountInString(folded) != len(letters) {
		return line
	}
	for _, at := range slices.Backward(pattern.FindAllStringIndex(folded, -1)) {
		from, to := utf8.RuneCountInString(folded[:at[0]]), utf8.RuneCountInString(folded[:at[1]])
		letters = slices.Delete(letters, from, to)
	}
	return strings.TrimSpace(string(letters))
}

// begins is the line at which the text itself begins.
func (h *head) begins() int {
	i := slices.IndexFunc(h.lines, func(line string) bool {
		folded := i18n.Fold(line)
		return strings.HasPrefix(folded, "can cu ") || strings.HasPrefix(folded, "kinh gui") || strings.HasPrefix(folded, "dieu 1")
	})
	if i < 0 {
		return len(h.lines)
	}
	return i
}

// dateIn finds the first day that is written in full.
func dateIn(text string) string {
	for _, m := range dated.FindAllStringSubmatch(i18n.Fold(text), -1) {
		day := digits.Replace(m[1]) + "/" + digits.Replace(m[2]) + "/" + digits.Replace(m[3])
		if t, err := time.Parse("2/1/2006", day); err == nil && t.Year() >= 1945 {
			return t.Format("2006-01-02")
		}
	}
	return ""
}

// issuer is the lower of the names above the number: the upper one is of the
// body over it.
func (h *head) issuer() string {
	if h.at < 0 {
		return ""
	}
	var names []string
	for _, line := range slices.Backward(h.lines[:h.at]) {
		if line == "" || !capitals(line) {
			continue
		}
		names = slices.Insert(names, 0, line)
		if startsWith(line, bodies) || len(names) == 3 {
			break
		}
	}
	return nameOfBody(strings.Join(names, " "))
}

// capitals tells whether a line is written in capital letters.
func capitals(line string) bool {
	upper, lower := 0, 0
	for _, c := range line {
		switch {
		case unicode.IsUpper(c):
			upper++
		case unicode.IsLower(c):
			lower++
		}
	}
	return upper >= 2 && lower*8 <= upper
}

func startsWith(line string, words []string) bool {
	folded := marks.Replace(i18n.Fold(line)) + " "
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(folded, w+" ") })
}

var marks = strings.NewReplacer(":", " ", ",", " ", ";", " ")

// title is the line at which the kind of the document stands; -1: nowhere.
func (h *head) title() int {
	return slices.IndexFunc(h.lines, func(line string) bool { return capitals(line) && kindOfTitle(line) != "" })
}

// kind is that of the title; without one it is a letter where it says so, else
// that of the symbol.
func (h *head) kind(title int) string {
	if title >= 0 {
		return kindOfTitle(h.lines[title])
	}
	if h.about() >= 0 || slices.ContainsFunc(h.lines, func(line string) bool { return strings.HasPrefix(i18n.Fold(line), "kinh gui") }) {
		return "letter"
	}
	short, _, _ := strings.Cut(i18n.Fold(h.symbol), "-")
	return symbols[short]
}

var about = regexp.MustCompile(`^(v ?/ ?v|ve viec)[:.]? `)

// about is the line at which a letter says what it is about; -1: nowhere.
func (h *head) about() int {
	for i := h.at + 1; i < len(h.lines); i++ {
		if about.MatchString(i18n.Fold(h.lines[i])) {
			return i
		}
	}
	return -1
}

// summary is what stands below the title, or below the number of a letter.
func (h *head) summary(title int) string {
	from := title + 1
	if title < 0 {
		if from = h.about(); from < 0 {
			return ""
		}
	}
	var lead []string
	for _, line := range h.lines[from:] {
		line = strings.TrimSpace(placed.ReplaceAllString(line, ""))
		if line == "" && len(lead) == 0 {
			continue
		}
		if line == "" || len(lead) == mostLead || h.ends(line, len(lead)) {
			break
		}
		lead = append(lead, line)
	}
	text := strings.Join(lead, " ")
	if m := about.FindString(i18n.Fold(text)); m != "" {
		text = string([]rune(text)[utf8.RuneCountInString(m):])
	}
	if capitals(text) {
		text = strings.ToLower(text)
	}
	return sentence(strings.TrimRight(text, " .;:"))
}

// ends tells whether a line stands below the summary already: the office that
// decides, or the beginning of the text.
func (h *head) ends(line string, lines int) bool {
	first, _ := utf8.DecodeRuneInString(line)
	return capitals(line) && (startsWith(line, offices) || startsWith(line, bodies)) ||
		unicode.IsUpper(first) && !capitals(line) && startsWith(line, openings) || lines > 0 && unicode.IsDigit(first) && strings.HasPrefix(line, "1.") || number.MatchString(line)
}

// sentence begins a text with a capital letter.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

var person = regexp.MustCompile(`((?:\p{Lu}\p{Ll}*\s){1,4}\p{Lu}\p{Ll}+)$`)

// signerIn finds the name below the office of who signed, at most eight lines
// further down.
func signerIn(page string) string {
	office := -1
	name := ""
	lines := strings.Split(page, "\n")
	for i, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		if capitals(tail(line)) && startsWith(tail(line), offices) {
			office = i
			continue
		}
		if office < 0 || i > office+8 {
			continue
		}
		if m := person.FindString(line); m != "" && startsWith(m, surnames) {
			name, office = m, -1
		}
	}
	return name
}

// tail is the part of a line in the right column, where both stand in one line.
func tail(line string) string {
	for _, mark := range []string{"nhận: ", "; ", ": "} {
		if _, after, ok := strings.Cut(line, mark); ok {
			line = after
		}
	}
	return line
}
