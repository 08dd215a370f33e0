package score

// rulePlan is a rule made ready: its parameters as exact numbers, defaults
// filled in. Only the fields of its kind are set.
type rulePlan struct {
	kind   ruleCode
	clause string // the paragraph of the contract
	src    *Rule
	max    num
	least  num // the least that the rule can give

	yes, no    num            // yes_no
	all        bool           // checklist
	items      []num          // checklist: points of each item
	options    []num          // choice: points of each option
	codes      map[string]int // by code: items, options, variables, survey options
	steps      []stepPlan     // steps
	otherwise  num            // steps
	cut        int            // steps, ratio: percent_decimals, -1 for none
	floor      *num           // ratio
	full       *num           // ratio
	invert     bool           // ratio
	perPercent num            // ratio: max / 100
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

// cornerPlan is one corner; slope is points per percent up to the next one.
type cornerPlan struct{ percent, points, slope num }

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

// ruleCode numbers the rule types in the order of RuleTypes.
type ruleCode uint8

const (
	codeYesNo ruleCode = iota
	codeChecklist
	codeChoice
	codeSteps
	codeRatio
	codePiecewise
	codeRelative
	codeCount
	codeDeduction
	codeManual
	codeFormula
	codeSumOf
	codeBestOf
	codeSurvey
)

func codeOf(t RuleType) ruleCode {
	for i, one := range RuleTypes() {
		if one == t {
			return ruleCode(i)
		}
	}
	panic("score: no code for the rule " + string(t)) // the reader knows all types
}
