package score

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reserved are the names that no variable may take.
var reserved = []string{"and", "or", "not", "if", "min", "max", "abs", "floor", "ceil", "round", "max_points"}

// formula checks and parses a formula rule.
func (b *ruleBuilder) formula(p *rulePlan) {
	b.least(p)
	names := map[string]int{}
	b.in("vars")
	for i, v := range p.src.Vars {
		b.at(i)
		if !variableName(v.Name) || contains(reserved, v.Name) {
			b.faultIn("name", b.rule, "%s cannot be the name of a variable", quoted(v.Name))
		}
		b.unique(names, "name", v.Name, i)
		plan := varPlan{name: v.Name, min: optional(v.Min), max: optional(v.Max)}
		if plan.min != nil && plan.max != nil && plan.max.less(*plan.min) {
			b.faultIn("min", b.rule, "is above the variable's max")
		}
		p.vars = append(p.vars, plan)
		b.out()
	}
	b.out()
	p.codes = names
	e, err := parseFormula(p.src.Expr, names)
	if err != nil {
		b.faultIn("expr", b.rule, "%s", err)
	}
	p.expr = e
}

func variableName(s string) bool {
	for i, r := range s {
		if !nameRune(r) || i == 0 && !nameStart(r) {
			return false
		}
	}
	return s != ""
}

func nameStart(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func nameRune(r rune) bool {
	return nameStart(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

// parser reads an expression by descent, loosest operator first. It stops at
// the first fault, which it throws as a formulaFault.
type parser struct {
	text  string
	pos   int
	token string // the next token, empty at the end
	names map[string]int
	nodes int
}

type formulaFault string

func (f formulaFault) Error() string { return string(f) }

// parseFormula parses an expression whose variables are given by position.
func parseFormula(text string, names map[string]int) (e *expr, err error) {
	if utf8.RuneCountInString(text) > maxFormulaText {
		return nil, formulaFault("the expression has more than 500 characters")
	}
	defer func() {
		if thrown := recover(); thrown != nil {
			fault, ok := thrown.(formulaFault)
			if !ok {
				panic(thrown)
			}
			e, err = nil, fault
		}
	}()
	p := &parser{text: text, names: names}
	p.advance()
	e = p.number(p.or())
	if p.token != "" {
		p.fail("%s is not expected here", quoted(p.token))
	}
	return e, nil
}

func (p *parser) fail(format string, args ...any) {
	panic(formulaFault(fmt.Sprintf(format, args...)))
}

// node makes a node and counts it.
func (p *parser) node(o op, args ...*expr) *expr {
	if p.nodes++; p.nodes > maxFormulaNodes {
		p.fail("the expression has more than 100 nodes")
	}
	return &expr{op: o, args: args}
}

// number and condition check what kind of expression stands where.
func (p *parser) number(e *expr) *expr {
	if e.condition() {
		p.fail("a comparison stands where a number is needed")
	}
	return e
}

func (p *parser) condition(e *expr) *expr {
	if !e.condition() {
		p.fail("a number stands where a comparison is needed")
	}
	return e
}

func (p *parser) or() *expr {
	e := p.and()
	for p.accept("or") {
		e = p.node(opOr, p.condition(e), p.condition(p.and()))
	}
	return e
}

func (p *parser) and() *expr {
	e := p.not()
	for p.accept("and") {
		e = p.node(opAnd, p.condition(e), p.condition(p.not()))
	}
	return e
}

func (p *parser) not() *expr {
	if p.accept("not") {
		return p.node(opNot, p.condition(p.not()))
	}
	return p.comparison()
}

var comparisons = map[string]op{
	"<": opLess, "<=": opLessEqual, ">": opGreater, ">=": opGreaterEqual, "==": opEqual, "!=": opNotEqual,
}

func (p *parser) comparison() *expr {
	e := p.sum()
	o, ok := comparisons[p.token]
	if !ok {
		return e
	}
	p.advance()
	e = p.node(o, p.number(e), p.number(p.sum()))
	if _, again := comparisons[p.token]; again {
		p.fail("comparisons cannot be chained")
	}
	return e
}

func (p *parser) sum() *expr {
	e := p.product()
	for {
		switch {
		case p.accept("+"):
			e = p.node(opAdd, p.number(e), p.number(p.product()))
		case p.accept("-"):
			e = p.node(opSub, p.number(e), p.number(p.product()))
		default:
			return e
		}
	}
}

func (p *parser) product() *expr {
	e := p.unary()
	for {
		switch {
		case p.accept("*"):
			e = p.node(opMul, p.number(e), p.number(p.unary()))
		case p.accept("/"):
			e = p.node(opDiv, p.number(e), p.number(p.unary()))
		default:
			return e
		}
	}
}

func (p *parser) unary() *expr {
	if p.accept("-") {
		return p.node(opNeg, p.number(p.unary()))
	}
	return p.primary()
}

func (p *parser) primary() *expr {
	token := p.token
	switch {
	case token == "":
		p.fail("the expression ends too early")
	case p.accept("("):
		e := p.or()
		p.expect(")")
		return e
	case token[0] >= '0' && token[0] <= '9':
		return p.literal()
	}
	if call, ok := calls[token]; ok {
		p.advance()
		return p.call(token, call)
	}
	p.advance()
	if token == "max_points" {
		return p.node(opMax)
	}
	at, ok := p.names[token]
	if !ok {
		p.fail("%s is not known", quoted(token))
	}
	e := p.node(opVar)
	e.at = at
	return e
}

func (p *parser) literal() *expr {
	text, reason := readNumber(p.token)
	if reason != "" {
		p.fail("%s %s", quoted(p.token), reason)
	}
	p.advance()
	e := p.node(opNumber)
	e.x, _ = numOf(text)
	e.text = text
	return e
}

// signature says what a call takes: how many arguments, -1 for one or more.
type signature struct {
	op    op
	count int
}

var calls = map[string]signature{
	"if": {opIf, 3}, "min": {opSmallest, -1}, "max": {opLargest, -1}, "abs": {opAbs, 1},
	"floor": {opFloor, 1}, "ceil": {opCeil, 1}, "round": {opRound, 2},
}

func (p *parser) call(name string, s signature) *expr {
	e := p.node(s.op)
	p.expect("(")
	for more := true; more; more = p.accept(",") {
		arg := p.or()
		if s.op == opIf && len(e.args) == 0 {
			p.condition(arg)
		} else {
			p.number(arg)
		}
		e.args = append(e.args, arg)
	}
	p.expect(")")
	if s.count >= 0 && len(e.args) != s.count {
		p.fail("%s takes %d arguments", name, s.count)
	}
	if s.op == opRound {
		e.at = p.decimals(e.args[1])
	}
	return e
}

// decimals takes the second argument of round, a whole literal from 0 to 20.
func (p *parser) decimals(e *expr) int {
	if e.op != opNumber || !e.x.isWhole() || whole(maxDecimals).less(e.x) {
		p.fail("round takes a whole literal from 0 to 20")
	}
	return int(e.x.floor().n)
}

func (p *parser) accept(token string) bool {
	if p.token != token {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(token string) {
	if !p.accept(token) {
		p.fail("%s is expected", quoted(token))
	}
}

// advance reads the next token.
func (p *parser) advance() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
	rest := p.text[p.pos:]
	size := 0
	switch first, _ := utf8.DecodeRuneInString(rest); {
	case rest == "":
	case first >= '0' && first <= '9':
		size = literalSize(rest)
	case nameStart(first):
		size = nameSize(rest)
	case len(rest) > 1 && comparisonSign(rest[:2]):
		size = 2
	case strings.ContainsRune("+-*/()<>,", first):
		size = 1
	default:
		p.fail("%s is not expected here", quoted(string(first)))
	}
	p.token = rest[:size]
	p.pos += size
}

func comparisonSign(s string) bool { return s == "<=" || s == ">=" || s == "==" || s == "!=" }

func nameSize(s string) int {
	for i, r := range s {
		if !nameRune(r) {
			return i
		}
	}
	return len(s)
}

// literalSize measures a number without its sign; what follows directly and
// cannot follow a number is taken along, so that 1_0 and 2x are refused whole.
func literalSize(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		exponent := (c == '+' || c == '-') && (s[i-1] == 'e' || s[i-1] == 'E') && onlyDigits(s[:i-1])
		r, size := utf8.DecodeRuneInString(s[i:])
		if !exponent && c != '.' && !nameRune(r) {
			break
		}
		i += size
	}
	return i
}

func onlyDigits(s string) bool {
	return strings.Trim(s, "0123456789.") == ""
}
