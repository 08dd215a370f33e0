package score

// readSheet reads the answers and prepares the sheet. It needs the set and the
// units; where those have faults the answers are read for their shape only.
func (r *bundleReader) readSheet() {
	b := r.bundle
	var p *plan
	if b.Set != nil {
		p = b.Set.plan
	}
	a := &answerReader{bundleReader: r, sheet: &sheet{plan: p}}
	if p != nil && len(p.leaves)*len(b.Units) > maxSheet {
		r.fault("2", "%d leaves × %d units are more than %d", len(p.leaves), len(b.Units), maxSheet)
		return
	}
	if p != nil {
		a.prepare(len(p.leaves) * len(b.Units))
	}
	r.part("answers", func() { r.array("2", func(int) { a.read() }) })
	b.sealed = a.sheet
}

// answerReader reads one answer after another.
type answerReader struct {
	*bundleReader
	sheet *sheet
	given []uint8 // by leaf × units + unit: the stages that have answered

	answer Answer
	unit   int
	leaf   int
	valued int // where the value begins, 0 where there is none
	points bool
	na     bool
}

func (r *answerReader) prepare(size int) {
	r.given = make([]uint8, size)
	r.sheet.final = make([]int32, size)
	r.sheet.self = make([]int32, size)
	for i := range size {
		r.sheet.final[i], r.sheet.self[i] = -1, -1
	}
}

// read reads one answer and files its cell.
func (r *answerReader) read() {
	before := r.count()
	if !r.fields() {
		return
	}
	if n := r.forms(); n != 1 {
		r.fault("3", "an answer carries exactly one of value, points and na")
	}
	r.value()
	stage := stageOf(r.answer.Stage)
	if stage == stageNone && !r.since(before) {
		r.faultIn("stage", "3", "%s is not a stage", quoted(string(r.answer.Stage)))
	}
	if r.sheet.plan == nil || r.unit < 0 || r.leaf < 0 || r.since(before) {
		return
	}
	c := r.sheet.plan.leaves[r.leaf].cell(r.log, stage, &r.answer)
	r.file(c)
	r.bundle.Answers = append(r.bundle.Answers, r.answer)
	r.sheet.cells = append(r.sheet.cells, c)
}

// fields reads the fields of an answer; the value is read later.
func (r *answerReader) fields() bool {
	r.answer, r.unit, r.leaf, r.valued, r.points, r.na = Answer{}, -1, -1, 0, false, false
	a := &r.answer
	return r.object("2", func(key []byte) bool {
		switch string(key) {
		case "unit":
			r.readUnit()
			return true
		case "node":
			r.readNode()
			return true
		case "stage":
			return r.readStage()
		case "value":
			r.valued = r.pos
			r.skip()
			return true
		case "points":
			r.points = true
			return r.number("3", &a.Points)
		case "na":
			r.na = true
			before := r.count()
			if r.flag("3", &a.NA); !a.NA && !r.since(before) {
				r.fault("3", "na is true or absent")
			}
			return true
		case "reason":
			return r.text("2", &a.Reason)
		}
		return false
	}, "unit", "node", "stage")
}

func (r *answerReader) forms() int {
	n := 0
	for _, given := range [...]bool{r.valued > 0, r.points, r.na} {
		if given {
			n++
		}
	}
	return n
}

// value reads the value that fields passed over.
func (r *answerReader) value() {
	if r.valued == 0 {
		return
	}
	end := r.pos
	r.pos = r.valued
	r.in("value")
	r.answer.Value = r.bundleReader.value()
	r.out()
	r.pos = end
}

func (r *answerReader) readUnit() {
	code, ok := r.code()
	if !ok {
		return
	}
	at, known := r.units[string(code)]
	if !known {
		r.fault("2", "there is no unit %s", quoted(string(code)))
		return
	}
	if r.unit = at; at < len(r.bundle.Units) {
		r.answer.Unit = r.bundle.Units[at].Code
	}
}

func (r *answerReader) readNode() {
	code, ok := r.code()
	p := r.sheet.plan
	if !ok || p == nil {
		return
	}
	ref, known := p.byCode[string(code)]
	if !known || !ref.leaf {
		r.fault("2", "the set has no leaf %s", quoted(string(code)))
		return
	}
	r.leaf = ref.at
	r.answer.Node = p.leaves[ref.at].node.Code
}

func (r *answerReader) readStage() bool {
	code, ok := r.code()
	if !ok {
		return true
	}
	r.answer.Stage = Stage(code)
	for _, name := range stageNames {
		if string(name) == string(code) {
			r.answer.Stage = name
		}
	}
	return true
}

// code reads a string without keeping it.
func (r *answerReader) code() ([]byte, bool) {
	if r.peek() != '"' {
		r.fault("2", "a text is expected")
		r.skip()
		return nil, false
	}
	return unquote(r.take()), true
}

// file notes a cell for the views in which it counts.
func (r *answerReader) file(c cell) {
	s, leaf := r.sheet, &r.sheet.plan.leaves[r.leaf]
	at := r.leaf*len(r.bundle.Units) + r.unit
	if r.given[at]&(1<<c.stage) != 0 {
		r.fault("2", "the stage %s has already answered for this unit and leaf", stageNames[c.stage])
		return
	}
	r.given[at] |= 1 << c.stage
	final, self := c.stage.views(leaf.survey())
	mine := int32(len(s.cells))
	if final && (s.final[at] < 0 || s.cells[s.final[at]].stage < c.stage) {
		s.final[at] = mine
	}
	if self {
		s.self[at] = mine
	}
}
