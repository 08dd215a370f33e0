package score

import "parindex/internal/par"

// Term is a formula as it was parsed, for whoever puts it into words.
type Term struct {
	Op     string      // as in the formula language; number, var and max_points for what has no arguments
	Number par.Decimal // of a number
	Var    int         // of a variable: its place in names
	Args   []Term      // one of a sign, of not and of abs; two of what stands between; three of if
}

var opNames = map[op]string{
	opNumber: "number", opVar: "var", opMax: "max_points", opNeg: "-", opAdd: "+", opSub: "-", opMul: "*", opDiv: "/",
	opLess: "<", opLessEqual: "<=", opGreater: ">", opGreaterEqual: ">=", opEqual: "==", opNotEqual: "!=",
	opAnd: "and", opOr: "or", opNot: "not", opIf: "if", opSmallest: "min", opLargest: "max",
	opAbs: "abs", opFloor: "floor", opCeil: "ceil", opRound: "round",
}

// ReadFormula parses an expression whose variables have these names.
func ReadFormula(text string, names []string) (Term, error) {
	places := make(map[string]int, len(names))
	for i, name := range names {
		places[name] = i
	}
	e, err := parseFormula(text, places)
	if err != nil {
		return Term{}, err
	}
	return e.term(), nil
}

func (e *expr) term() Term {
	t := Term{Op: opNames[e.op], Number: e.text}
	if e.op == opVar {
		t.Var = e.at
	}
	for _, arg := range e.args {
		t.Args = append(t.Args, arg.term())
	}
	return t
}
