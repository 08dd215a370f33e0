package score

import "parindex/internal/par"

// The formula language: numbers, variables, + - * /, comparisons, and or not,
// if(cond, x, y), min max abs floor ceil round, and the name max_points. Every
// expression is either a number or a condition, which is settled when it is
// parsed (parse.go), so that evaluation can only fail by a division by zero.

// The limits of one expression.
const (
	maxFormulaText  = 500
	maxFormulaNodes = 100
)

// op says what a node of an expression does.
type op uint8

const (
	opNumber op = iota
	opVar
	opMax
	opNeg
	opAdd
	opSub
	opMul
	opDiv
	opLess
	opLessEqual
	opGreater
	opGreaterEqual
	opEqual
	opNotEqual
	opAnd
	opOr
	opNot
	opIf
	opSmallest
	opLargest
	opAbs
	opFloor
	opCeil
	opRound
)

// expr is one node of an expression. At is the variable, or the decimals of round.
type expr struct {
	op   op
	at   int
	x    num
	text par.Decimal // a number as it was written
	args []*expr
}

// condition tells whether the node is a condition rather than a number.
func (e *expr) condition() bool { return e.op >= opLess && e.op <= opNot }

// evaluation is one evaluation of an expression.
type evaluation struct {
	vars    []num
	max     num
	divided bool // by zero; what comes out means nothing
}

// number evaluates a node that is a number.
func (v *evaluation) number(e *expr) num {
	switch e.op {
	case opNumber:
		return e.x
	case opVar:
		return v.vars[e.at]
	case opMax:
		return v.max
	case opIf:
		if v.holds(e.args[0]) {
			return v.number(e.args[1])
		}
		return v.number(e.args[2])
	}
	a := v.number(e.args[0])
	switch e.op {
	case opNeg:
		return a.neg()
	case opAbs:
		return a.abs()
	case opFloor:
		return a.floor()
	case opCeil:
		return a.ceil()
	case opRound:
		return a.round(e.at)
	case opSmallest, opLargest:
		return v.extreme(e, a)
	}
	return v.arithmetic(e.op, a, v.number(e.args[1]))
}

func (v *evaluation) extreme(e *expr, a num) num {
	for _, arg := range e.args[1:] {
		if b := v.number(arg); e.op == opSmallest {
			a = smaller(a, b)
		} else {
			a = larger(a, b)
		}
	}
	return a
}

func (v *evaluation) arithmetic(o op, a, b num) num {
	switch o {
	case opAdd:
		return a.add(b)
	case opSub:
		return a.sub(b)
	case opMul:
		return a.mul(b)
	}
	if b.isZero() {
		v.divided = true
		return zero
	}
	return a.div(b)
}

// holds evaluates a node that is a condition, and no more of it than needed.
func (v *evaluation) holds(e *expr) bool {
	switch e.op {
	case opNot:
		return !v.holds(e.args[0])
	case opAnd:
		return v.holds(e.args[0]) && v.holds(e.args[1])
	case opOr:
		return v.holds(e.args[0]) || v.holds(e.args[1])
	}
	c := v.number(e.args[0]).cmp(v.number(e.args[1]))
	switch e.op {
	case opLess:
		return c < 0
	case opLessEqual:
		return c <= 0
	case opGreater:
		return c > 0
	case opGreaterEqual:
		return c >= 0
	case opEqual:
		return c == 0
	}
	return c != 0
}
