package criteria

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// step is one step of a path in JSON: a field, or an index where it is not named.
type step struct {
	field string
	index int
}

var stepForm = regexp.MustCompile(`^(?:\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([^.\[\]]+))`)

// steps takes a path such as nodes[0].rule.weights["A b"] apart.
func steps(place string) []step {
	var all []step
	for place != "" {
		m := stepForm.FindStringSubmatch(place)
		if m == nil {
			return all
		}
		place = place[len(m[0]):]
		switch {
		case m[1] != "":
			n, _ := strconv.Atoi(m[1])
			all = append(all, step{index: n})
		case m[2] != "":
			name, err := strconv.Unquote(`"` + m[2] + `"`)
			if err != nil {
				name = m[2]
			}
			all = append(all, step{field: name})
		default:
			all = append(all, step{field: m[3]})
		}
	}
	return all
}

// placeIn returns a fault's place within the set, whatever the set stood in.
func placeIn(place string) string {
	place = strings.TrimPrefix(strings.TrimPrefix(place, "$"), ".")
	if rest, ok := strings.CutPrefix(place, "set."); ok {
		return rest
	}
	if place == "set" {
		return ""
	}
	return place
}

func join(root, place string) string {
	switch {
	case root == "" && place == "":
		return "$"
	case root == "" || place == "":
		return root + place
	case strings.HasPrefix(place, "["):
		return root + place
	}
	return root + "." + place
}

// nodeAt finds the code of the innermost node on the way to a place of a set.
func nodeAt(set []byte, place string) string {
	var here any
	if json.Unmarshal(set, &here) != nil {
		return ""
	}
	code := ""
	for _, s := range steps(place) {
		switch inner := here.(type) {
		case map[string]any:
			here = inner[s.field]
		case []any:
			if s.field != "" || s.index >= len(inner) {
				return code
			}
			here = inner[s.index]
		}
		if s.field == "rule" {
			return code // codes below are those of items and options
		}
		if node, ok := here.(map[string]any); ok {
			if c, ok := node["code"].(string); ok {
				code = c
			}
		}
	}
	return code
}

func sortedKeys[T any](m map[string]T) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
