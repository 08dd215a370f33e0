package criteria

import (
	"slices"

	"parindex/internal/i18n"
	"parindex/internal/score"
)

// The sheets of a workbook. What stands in a list of a rule has a sheet of its
// own, whose rows name the leaf and, in a composed rule, the part.
const (
	sheetEdition = "edition"
	sheetNodes   = "nodes"
	sheetParts   = "parts"
	sheetItems   = "items"
	sheetOptions = "options"
	sheetSteps   = "steps"
	sheetAt      = "at"
	sheetVars    = "vars"
	sheetWeights = "weights"
	sheetGroups  = "groups"
)

// sheet is the layout of one sheet: its columns in their order. A column is
// known by the code in brackets behind its title, so that titles can be in any
// language.
type sheet struct {
	key     string
	columns []column
}

// column is one column with its width in characters.
type column struct {
	key   string
	width float64
}

// ruleColumns are the columns of a rule that are no lists, on both the sheet of
// nodes and the sheet of parts.
var ruleColumns = []column{
	{"rule", 18}, {"yes", 8}, {"no", 8}, {"mode", 14}, {"otherwise", 10}, {"percent_decimals", 12}, {"floor", 10}, {"full_from", 12},
	{"invert", 10}, {"each", 10}, {"min", 10}, {"step", 10}, {"expr", 40}, {"min_ballots", 12},
}

// layout lists the sheets in their order.
var layout = []sheet{
	{sheetEdition, []column{{"field", 22}, {"value", 80}}},
	{sheetNodes, slices.Concat(
		[]column{{"code", 10}, {"parent", 10}, {"title", 60}, {"kind", 14}, {"max", 10}, {"na", 18}},
		ruleColumns,
		[]column{{"help", 50}, {"evidence", 50}, {"agency", 14}},
	)},
	{sheetParts, slices.Concat([]column{{"leaf", 10}, {"part", 8}, {"max", 10}}, ruleColumns)},
	{sheetItems, []column{{"leaf", 10}, {"part", 8}, {"code", 16}, {"label", 60}, {"points", 10}}},
	{sheetOptions, []column{{"leaf", 10}, {"part", 8}, {"code", 16}, {"label", 60}, {"points", 10}}},
	{sheetSteps, []column{{"leaf", 10}, {"part", 8}, {"over", 10}, {"from", 10}, {"points", 10}}},
	{sheetAt, []column{{"leaf", 10}, {"part", 8}, {"percent", 12}, {"points", 10}}},
	{sheetVars, []column{{"leaf", 10}, {"part", 8}, {"name", 16}, {"label", 60}, {"min", 10}, {"max", 10}}},
	{sheetWeights, []column{{"leaf", 10}, {"option", 16}, {"weight", 10}}},
	{sheetGroups, []column{{"leaf", 10}, {"group", 16}, {"weight", 10}}},
}

// columnsOf says which columns and which list sheets each rule type uses.
var columnsOf = map[score.RuleType][]string{
	score.RuleYesNo:     {"yes", "no"},
	score.RuleChecklist: {"mode", sheetItems},
	score.RuleChoice:    {sheetOptions},
	score.RuleSteps:     {"otherwise", "percent_decimals", sheetSteps},
	score.RuleRatio:     {"floor", "full_from", "invert", "percent_decimals"},
	score.RulePiecewise: {sheetAt},
	score.RuleRelative:  {},
	score.RuleCount:     {"each"},
	score.RuleDeduction: {"each", "min"},
	score.RuleManual:    {"min", "step"},
	score.RuleFormula:   {"expr", "min", sheetVars},
	score.RuleSumOf:     {sheetParts},
	score.RuleBestOf:    {sheetParts},
	score.RuleSurvey:    {"min_ballots", sheetWeights, sheetGroups},
}

// editionFields are the rows of the sheet of the edition, in their order.
var editionFields = []string{"code", "level", "title", "sample", "note", "set_id", "set_title", "points_decimals", "bonus_cap", "penalty_cap"}

// sheetTitle and columnTitle say how a sheet and a column are called.
func sheetTitle(p i18n.Printer, key string) string { return p.T("criteria.sheet." + key) }

func columnTitle(p i18n.Printer, key string) string {
	return p.T("criteria.col."+key) + " [" + key + "]"
}

// words says the values of a closed list in the reader's language. In a file
// either the word of any language or the value itself may stand.
type words struct {
	prefix string // of the catalogue
	values []string
}

var (
	kindWords  = words{"criteria.kind.", []string{string(score.Normal), string(score.Bonus), string(score.Penalty)}}
	naWords    = words{"criteria.na.", []string{string(score.NAForbid), string(score.NARemove), string(score.NAFull)}}
	modeWords  = words{"criteria.mode.", []string{"sum", "all"}}
	typeWords  = words{"criteria.type.", typeNames()}
	levelWords = words{"criteria.level.", []string{"department", "district", "commune"}}
	flagWords  = words{"criteria.flag.", []string{"true", "false"}}
)

func typeNames() []string {
	var names []string
	for _, t := range score.RuleTypes() {
		names = append(names, string(t))
	}
	return names
}

// say says one value; an empty one stays empty.
func (w words) say(p i18n.Printer, value string) string {
	if value == "" {
		return ""
	}
	return p.T(w.prefix + value)
}

// read finds the value that a text says in any language.
func (w words) read(text string) (string, bool) {
	folded := i18n.Fold(text)
	for _, value := range w.values {
		if folded == value {
			return value, true
		}
		for _, lang := range i18n.Langs() {
			if folded == i18n.Fold(i18n.New(lang).T(w.prefix+value)) {
				return value, true
			}
		}
	}
	return "", text == ""
}
