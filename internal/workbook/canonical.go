package workbook

import (
	"slices"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/score"
)

// answerText writes what a score says of its leaf in one way, whatever order
// its parts were given in, so that two answers can be compared.
func answerText(r *score.Rule, s dossier.Score) string {
	switch s.Kind {
	case dossier.KindNA:
		return "na"
	case dossier.KindPoints:
		return "points " + string(s.Points)
	case dossier.KindValue:
		var b strings.Builder
		write(&b, r, s.Value)
		return b.String()
	case dossier.KindNone:
	}
	return ""
}

func write(b *strings.Builder, r *score.Rule, v *score.Value) {
	if v == nil {
		b.WriteString("null")
		return
	}
	switch r.Type {
	case score.RuleChecklist:
		checked := slices.Clone(v.Checked)
		slices.Sort(checked)
		b.WriteString("checked " + strings.Join(slices.Compact(checked), ","))
	case score.RuleFormula:
		vars := make([]string, 0, len(v.Vars))
		for _, one := range v.Vars {
			vars = append(vars, one.Name+"="+string(one.Value))
		}
		slices.Sort(vars)
		b.WriteString("vars " + strings.Join(vars, ","))
	case score.RuleSumOf, score.RuleBestOf:
		b.WriteString("parts [")
		for i, part := range r.Parts {
			var value *score.Value
			if i < len(v.Parts) {
				value = v.Parts[i]
			}
			write(b, part, value)
			b.WriteString(";")
		}
		b.WriteString("]")
	default:
		b.Write(v.JSON())
	}
}

// noteSeen is a note as a cell of a workbook shows it.
func noteSeen(note string) string {
	return plainNote(strings.Map(func(c rune) rune {
		if c < 0x20 && c != '\n' && c != '\t' && c != '\r' || c == 0xFFFE || c == 0xFFFF {
			return -1
		}
		return c
	}, note))
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
