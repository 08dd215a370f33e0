package score

// sheet is a sealed bundle made ready for computing: one cell for each answer,
// and for each view the cell that counts for each leaf and unit.
type sheet struct {
	plan  *plan
	cells []cell // by answer
	final []int32
	self  []int32 // both by leaf × units + unit; -1 where no answer counts
}

// maxSheet bounds leaves × units, which is what a result lists.
const maxSheet = 10_000_000

// cell is one answer as numbers.
type cell struct {
	in    input
	form  form
	stage stageCode
}

// form says what an answer carries.
type form uint8

const (
	formNone form = iota
	formValue
	formTyped
	formNA
)

// stageCode numbers the stages; among appraisals the higher one counts.
type stageCode uint8

const (
	stageNone stageCode = iota
	stageSurvey
	stageSelf
	stageAppraisal1
	stageAppraisal2
	stageCouncil
)

var stageNames = [...]Stage{"", StageSurvey, StageSelf, StageAppraisal1, StageAppraisal2, StageCouncil}

// stageOf returns the code of a stage, stageNone where it is unknown.
func stageOf(s Stage) stageCode {
	for i, name := range stageNames {
		if name == s {
			return stageCode(i)
		}
	}
	return stageNone
}

// views tells for which views a stage of a leaf may count.
func (c stageCode) views(survey bool) (final, self bool) {
	switch c {
	case stageSurvey:
		return true, true
	case stageSelf:
		return false, !survey
	}
	return true, false
}

// cell checks an answer that carries exactly one of value, points and N/A, and
// turns it into numbers. Places are relative to the answer.
func (p *leafPlan) cell(l *log, stage stageCode, a *Answer) cell {
	c := cell{stage: stage}
	p.checkStage(l, stage, a)
	switch {
	case a.Value != nil:
		c.form = formValue
		l.in("value")
		c.in = p.rule.input(l, a.Value)
		l.out()
	case a.Points.Known():
		c.form = formTyped
		c.in = input{x: p.typed(l, stage, a)}
	case a.NA:
		c.form = formNA
		if p.node.NA == NAForbid {
			l.faultIn("na", "3", "the leaf cannot be not applicable")
		}
	}
	return c
}

// checkStage holds the stage against the leaf: surveys have their own.
func (p *leafPlan) checkStage(l *log, stage stageCode, a *Answer) {
	switch {
	case stage == stageNone:
		l.faultIn("stage", "3", "%s is not a stage", quoted(string(a.Stage)))
	case !p.survey() && stage == stageSurvey:
		l.faultIn("stage", "3 survey", "only a leaf with a survey rule takes the stage survey")
	case p.survey() && stage != stageSurvey && stage != stageCouncil:
		l.faultIn("stage", "3 survey", "a survey leaf takes the stages survey and council only")
	case p.survey() && stage == stageSurvey && a.NA:
		l.faultIn("na", "3 survey", "a survey leaf takes N/A from the council only")
	case p.survey() && stage == stageCouncil && a.Value != nil:
		l.faultIn("value", "3 survey", "the council gives points or N/A, not a survey")
	}
}

func (p *leafPlan) typed(l *log, stage stageCode, a *Answer) num {
	points := exactly(l, "points", a.Points)
	if stage == stageSelf {
		l.faultIn("points", "3", "points cannot be typed at the stage self")
	}
	if points.less(p.least) || p.max.less(points) {
		l.faultIn("points", "3", "must lie from %s to %s", p.least.decimal(4), p.node.Max)
	}
	return points
}

// CheckAnswer checks one answer against the set; a.Unit is not looked at. The
// error is Faults, with places relative to the answer.
func CheckAnswer(set *Set, a Answer) error {
	leaf, l, err := set.leafFor(a.Node)
	if err != nil {
		return err
	}
	if a.Value == nil && !a.Points.Known() && !a.NA {
		l.fault("3", "an answer carries exactly one of value, points and na")
	}
	checkAnswer(l, leaf, &a)
	return l.err()
}

// checkAnswer checks an answer that may carry too much.
func checkAnswer(l *log, leaf *leafPlan, a *Answer) cell {
	if several(a.Value != nil, a.Points.Known(), a.NA) {
		l.fault("3", "an answer carries exactly one of value, points and na")
	}
	return leaf.cell(l, stageOf(a.Stage), a)
}

func several(given ...bool) bool {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	return n > 1
}

// leafFor finds a leaf of a set that may still have to be sealed.
func (s *Set) leafFor(code string) (*leafPlan, *log, error) {
	sealed, err := s.seal()
	if err != nil {
		return nil, nil, err
	}
	l := &log{}
	ref, ok := sealed.plan.byCode[code]
	if !ok || !ref.leaf {
		l.faultIn("node", "2", "the set has no leaf %s", quoted(code))
		return nil, nil, l.err()
	}
	return &sealed.plan.leaves[ref.at], l, nil
}
