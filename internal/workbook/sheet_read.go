package workbook

import (
	"net/url"
	"strconv"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// Fault is what is wrong in one row of a file, or worth a word.
type Fault struct {
	Row    int
	Column string // key of the column; empty: the row as a whole
	Text   par.Text
}

// said is what a file says of one leaf.
type said struct {
	node    *score.Node
	row     int // the first of its rows
	version int64
	kind    dossier.Kind
	value   *score.Value
	note    string // as notes are compared
	noteRaw typed
	faults  []Fault
	remarks []Fault
	rows    map[string]int // by the name of a field: where it stands
	lines   []line
}

func (s *said) fault(row int, column string, text par.Text) {
	s.faults = append(s.faults, Fault{row, column, text})
}

// sheetReader turns the lines of a file into what they say of each leaf.
type sheetReader struct {
	words  Words
	set    *score.Set
	leaves []*said
	byCode map[string]*said
	stray  []Fault
}

// readSheet reads the lines of a unit's sheet. What belongs to no leaf is stray.
func readSheet(w Words, set *score.Set, lines []line) *sheetReader {
	r := &sheetReader{words: w, set: set, byCode: map[string]*said{}}
	for _, l := range lines {
		r.file(l)
	}
	for _, s := range r.leaves {
		r.leaf(s)
	}
	return r
}

// file puts a line to its leaf.
func (r *sheetReader) file(l line) {
	code := l.text(colCode)
	if l.blank(colField) || code == "" {
		r.stray = append(r.stray, Fault{l.Row, colCode, par.T("workbook.no_code")})
		return
	}
	s := r.byCode[code]
	if s == nil {
		node, ok := r.set.Find(code)
		if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
			r.stray = append(r.stray, Fault{l.Row, colCode, par.T("workbook.unknown_code", "code", clipped(code, 40))})
			return
		}
		s = &said{node: node, row: l.Row, kind: dossier.KindNone, rows: map[string]int{}}
		r.byCode[code] = s
		r.leaves = append(r.leaves, s)
	}
	s.lines = append(s.lines, l)
}

// leaf reads all lines of one leaf.
func (r *sheetReader) leaf(s *said) {
	wants := inputs(vietnamese(), r.words, s.node.Rule, nil)
	byKey := r.match(s, wants)
	s.readVersion()
	s.remark()
	fields := url.Values{}
	given := false
	for _, want := range wants {
		l, here := byKey[want.Key]
		if !here {
			s.fault(s.row, colField, par.T("workbook.row_missing", "input", want.Label))
			continue
		}
		if r.input(s, fields, want, l) {
			given = true
		}
	}
	s.conclude(fields, given, wants, byKey)
}

// match finds the line of each input, and tells of lines that are none or twice.
func (r *sheetReader) match(s *said, wants []input) map[string]line {
	known, byKey := map[string]string{}, map[string]line{}
	for _, want := range wants {
		known[want.Key] = want.Name
	}
	for _, l := range s.lines {
		key := l.text(colField)
		name, ok := known[key]
		first, twice := byKey[key]
		switch {
		case !ok:
			s.fault(l.Row, colField, par.T("workbook.unknown_field"))
		case twice:
			s.fault(l.Row, colCode, par.T("workbook.twice", "code", s.node.Code, "row", first.Row))
		default:
			byKey[key] = l
			if _, placed := s.rows[name]; !placed {
				s.rows[name] = l.Row
			}
		}
	}
	return byKey
}

// readVersion reads which version of the leaf the file was made from; all rows
// must agree.
func (s *said) readVersion() {
	for i, l := range s.lines {
		n, err := strconv.ParseInt(l.text(colVersion), 10, 64)
		if err != nil || n < 0 || i > 0 && n != s.version {
			s.fault(l.Row, colVersion, par.T("workbook.version_broken"))
			return
		}
		s.version = n
	}
}

// remark tells what is worth a word though it hinders nothing, and refuses
// what makes a row unclear.
func (s *said) remark() {
	for _, l := range s.lines {
		if l.Merged {
			s.fault(l.Row, "", par.T("workbook.merged"))
		}
		if l.Hidden {
			s.remarks = append(s.remarks, Fault{l.Row, "", par.T("workbook.hidden_row")})
		}
		for _, key := range openColumns[SheetKind] {
			t := l.Cells[key]
			if t.Formula != report.NoFormula && t.Text != "" {
				s.remarks = append(s.remarks, Fault{l.Row, key, par.T("workbook.formula_value", "text", clipped(t.Text, 40))})
			}
		}
	}
}

// input reads the cell of one input into the fields of a form, and tells
// whether anything stands in it.
func (r *sheetReader) input(s *said, fields url.Values, want input, l line) bool {
	t := l.Cells[colValue]
	if t.blank() {
		return false
	}
	if text, bad := cellFault(t); bad {
		s.fault(l.Row, colValue, text)
		return true
	}
	switch want.Kind {
	case flagInput:
		yes, text, ok := flag(t)
		if !ok {
			s.fault(l.Row, colValue, text)
			return true
		}
		fields.Set(want.Name, yesOrNo(yes))
	case itemInput:
		yes, text, ok := flag(t)
		if !ok {
			s.fault(l.Row, colValue, text)
			return true
		}
		if !fields.Has(want.Name) {
			fields.Set(want.Name, "") // the list was looked at
		}
		if yes {
			fields.Add(want.Name, want.Item)
		}
	case optionInput:
		code, text, ok := option(r.words, want.Options, t)
		if !ok {
			s.fault(l.Row, colValue, text)
			return true
		}
		fields.Set(want.Name, code)
	case wholeInput, numberInput, percentInput:
		typed, text, ok := figure(want.Kind, want.Name, t)
		if !ok {
			s.fault(l.Row, colValue, text)
			return true
		}
		fields.Set(want.Name, typed)
	}
	return true
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// conclude makes a score of what was read.
func (s *said) conclude(fields url.Values, given bool, wants []input, byKey map[string]line) {
	s.oneWay(fields, wants)
	na, noteLine := s.beside(wants, byKey)
	s.noteRaw = noteLine.Cells[colNote]
	s.note = plainNote(s.noteRaw.Text)
	if given && len(s.faults) == 0 {
		value, faults := dossier.ReadFields(s.node.Rule, fields)
		for _, name := range sortedKeys(faults) {
			s.fault(s.rowOf(name), colValue, faults[name])
		}
		if len(faults) == 0 && value != nil {
			s.kind, s.value = dossier.KindValue, value
		}
	}
	if na {
		s.kind = dossier.KindNA
	}
}

// oneWay asks for a percentage either as such or as a of b.
func (s *said) oneWay(fields url.Values, wants []input) {
	for _, want := range wants {
		if want.Kind != percentInput || fields.Get(want.Name) == "" {
			continue
		}
		prefix := strings.TrimSuffix(want.Name, "percent")
		if fields.Get(prefix+"a") != "" || fields.Get(prefix+"b") != "" {
			s.fault(s.rowOf(want.Name), colValue, par.T("workbook.two_ways"))
		}
	}
}

// beside reads "not applicable", and finds the line of the explanation: both
// stand in the row of the first input.
func (s *said) beside(wants []input, byKey map[string]line) (na bool, note line) {
	for i, want := range wants {
		l, here := byKey[want.Key]
		if !here {
			continue
		}
		if i == 0 {
			note = l
		} else {
			for _, key := range []string{colNA, colNote} {
				if !l.Cells[key].blank() {
					s.fault(l.Row, key, par.T("workbook.misplaced", "row", s.rowOf(wants[0].Name)))
				}
			}
			continue
		}
		t := l.Cells[colNA]
		if t.blank() {
			continue
		}
		yes, text, ok := flag(t)
		if !ok {
			s.fault(l.Row, colNA, text)
		}
		na = ok && yes
	}
	return na, note
}

// rowOf finds the row of a field by its name; the first row where it has none.
func (s *said) rowOf(name string) int {
	if row, ok := s.rows[name]; ok {
		return row
	}
	return s.row
}
