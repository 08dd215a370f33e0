package score

// rulePlan is a rule made ready: its parameters as exact numbers, defaults
// filled in. Only the fields of its kind are set.
type rulePlan struct {
	kind  RuleType
	src   *Rule
	max   num
	least num // the least that the rule can give

	yes, no    num            // yes_no
	all        bool           // checklist
	items      []num          // checklist: points of each item
	options    []num          // choice: points of each option
	codes      map[string]int // checklist, choice, survey options and groups
	steps      []stepPlan     // steps
	otherwise  num            // steps
	cut        int            // steps, ratio: percent_decimals, -1 for none
	floor      *num           // ratio
	full       *num           // ratio
	invert     bool           // ratio
	at         []cornerPlan   // piecewise
	each, min  num            // count, deduction, manual, formula
	step       *num           // manual
	vars       []varPlan      // formula
	expr       *expr          // formula
	parts      []*rulePlan    // sum_of, best_of
	weights    []num          // survey: by option
	groups     []num          // survey: weight by group
	groupCodes map[string]int
	minBallots num // survey
}

// stepPlan is one step; over is >, else >=.
type stepPlan struct {
	over       bool
	at, points num
}

type cornerPlan struct{ percent, points num }

// varPlan is one variable of a formula; a nil bound does not bind.
type varPlan struct {
	name     string
	min, max *num
}

// holds tells whether a percentage reaches the step.
func (s *stepPlan) holds(percent num) bool {
	c := percent.cmp(s.at)
	return c > 0 || c == 0 && !s.over
}
