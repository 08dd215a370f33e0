package criteria

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"parindex/internal/par"
	"parindex/internal/score"
)

// sentence says one kind of fault of the scoring contract in the catalogue's
// words. The groups of its pattern fill the placeholders a and b.
type sentence struct {
	pattern *regexp.Regexp
	key     string
}

// sentences are tried in this order; the first that matches speaks.
var sentences = []sentence{
	says(`must be above 0`, "criteria.fault_positive"),
	says(`has more decimals than points_decimals`, "criteria.fault_decimals"),
	says(`a part may not be a (\w+) rule`, "criteria.fault_part_type"),
	says(`the rule gives no points at all`, "criteria.fault_no_points"),
	says(`the rule cannot reach the maximum.*`, "criteria.fault_below_max"),
	says(`the rule can exceed the maximum`, "criteria.fault_above_max"),
	says(`an item carries no points where all are needed`, "criteria.fault_item_points"),
	says(`is required`, "criteria.fault_required"),
	says(`(?:the (?:code|unit|class) )?(.+) is already (?:taken|listed)`, "criteria.fault_taken"),
	says(`the thresholds do not fall`, "criteria.fault_thresholds"),
	says(`the percents do not rise`, "criteria.fault_percents"),
	says(`is above the maximum`, "criteria.fault_min_above_max"),
	says(`is above the variable's max`, "criteria.fault_var_bounds"),
	says(`must not be negative`, "criteria.fault_negative"),
	says(`the largest weight is not 100.*`, "criteria.fault_weights"),
	says(`(.+) cannot be the name of a variable`, "criteria.fault_var_name"),
	says(`full is for normal leaves only`, "criteria.fault_na_full"),
	says(`(.+) is not a rule`, "criteria.fault_type"),
	says(`a node with children has no (\w+) of its own`, "criteria.fault_inner"),
	says(`a node without children is a leaf, and a leaf needs a rule`, "criteria.fault_no_rule"),
	says(`an? (\w+) rule has no field (\w+) here`, "criteria.fault_field_of"),
	says(`there are more than (\d+) \S+`, "criteria.fault_too_many"),
	says(`a step has either over or from`, "criteria.fault_step"),
	says(`the field is repeated`, "criteria.fault_repeated"),
	says(`the field is unknown here`, "criteria.fault_unknown_field"),
	says(`an object is expected`, "criteria.fault_object"),
	says(`an array is expected`, "criteria.fault_array"),
	says(`a text is expected`, "criteria.fault_text"),
	says(`a number is expected`, "criteria.fault_number"),
	says(`true or false is expected`, "criteria.fault_flag"),
	says(`a whole number from (\d+) to (\d+) is expected`, "criteria.fault_whole"),
	says(`must not be empty`, "criteria.fault_empty"),
	says(`(.+) is not one of (.+)`, "criteria.fault_one_of"),
	says(`(.+) is not a number.*`, "criteria.fault_not_number"),
	says(`(.+) (?:is a number of more than 500 characters|has an exponent beyond .*)`, "criteria.fault_long_number"),
	says(`the expression has more than 100 nodes`, "criteria.fault_expr_long"),
	says(`.*\(at byte \d+\)`, "criteria.fault_json"),
	says(`there are more faults, which are not listed`, "criteria.fault_more"),
	// of a method
	says(`a method has at most (\d+) classes, class caps and tie-breaks`, "criteria.fault_method_long"),
	says(`(.+) is neither points nor node:CODE`, "criteria.fault_tie"),
	says(`there is no class (.+)`, "criteria.fault_no_class"),
	says(`the set has no node (.+)`, "criteria.fault_no_node"),
	says(`the classes are not in falling order`, "criteria.fault_classes_order"),
	says(`the classes do not end at 0`, "criteria.fault_classes_end"),
	// of an answer
	says(`an? (\w+) rule takes no (\w+) here`, "criteria.fault_field_of"),
	says(`there is no option (.+)`, "criteria.fault_no_option"),
	says(`there is no group (.+)`, "criteria.fault_no_group"),
	says(`(.+) is not an item, or is repeated`, "criteria.fault_no_item"),
	says(`must be whole and not negative`, "criteria.fault_count"),
	says(`must be above 0: answer 0 or not applicable explicitly`, "criteria.fault_divisor"),
	says(`must lie from min to the maximum`, "criteria.fault_bounds"),
	says(`must lie from (.+) to (.+)`, "criteria.fault_range"),
	says(`the leaf cannot be not applicable`, "criteria.fault_na"),
	says(`the unit's maximum is 0`, "criteria.fault_no_maximum"),
	says(`must be a multiple of step`, "criteria.fault_multiple"),
	says(`the variable is unknown or repeated`, "criteria.fault_var_unknown"),
	says(`lies outside the variable's min and max`, "criteria.fault_var_range"),
	says(`the variable is missing`, "criteria.fault_var_missing"),
	says(`the expression divides by zero`, "criteria.fault_divides"),
	says(`(\d+) parts are given where the rule has (\d+)`, "criteria.fault_parts"),
	says(`a value is expected`, "criteria.fault_value"),
	says(`at least one part must not be null`, "criteria.fault_all_null"),
}

func says(pattern, key string) sentence {
	return sentence{regexp.MustCompile("^(?:" + pattern + ")$"), key}
}

// Sentence says a fault of the scoring contract in the catalogue's words. One
// that has no sentence of its own is said by the paragraph that it breaks.
func Sentence(f score.Fault) par.Text {
	for _, s := range sentences {
		m := s.pattern.FindStringSubmatch(f.Detail)
		if m == nil {
			continue
		}
		args := par.Args{}
		for i, name := range []string{"a", "b"} {
			if i+1 < len(m) {
				args[name] = known(strings.Trim(m[i+1], `"`))
			}
		}
		return par.Text{Key: s.key, Args: args}
	}
	if strings.HasSuffix(f.Place, "expr") {
		return par.T("criteria.fault_expr")
	}
	return par.T("criteria.fault_other", "rule", f.Rule)
}

// SentenceOf says the first fault of a refusal by the scoring contract.
func SentenceOf(err error) par.Text {
	var found score.Faults
	if errors.As(err, &found) {
		return Sentence(found[0])
	}
	return par.T("error.invalid")
}

// known says the name of a rule type in words; all else is said as it is.
func known(name string) any {
	if slices.Contains(score.RuleTypes(), score.RuleType(name)) {
		return par.T("criteria.type." + name)
	}
	return name
}
