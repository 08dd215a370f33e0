package ui

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Field is one control of a form with its words. Texts are ready to be shown.
type Field struct {
	Name   string
	ID     string // "f-" and the name where empty
	Label  string
	Beside string // said beside the label, such as that it must be given
	Hint   string
	Error  string // what is wrong with the value, and what to do
	Value  string // as typed, also where it was refused

	Type         string // of an input; "text" where empty
	Number       bool   // digits at the right, number keys on phones
	Autocomplete string
	MaxLength    int
	Rows         int    // of a text area
	Key          string // pressed by this key, see keys.js
	Options      []Option
	Required     bool
	Disabled     bool
	ReadOnly     bool
}

// Option is one choice of a select or of radio buttons.
type Option struct {
	Value    string
	Label    string
	Key      string // pressed by this key; shown beside the label
	Disabled bool
}

// Refused returns the field with what err says of it, if anything.
func (f Field) Refused(p i18n.Printer, err *par.Error) Field {
	if err == nil {
		return f
	}
	if text, ok := err.Fields[f.Name]; ok {
		f.Error = p.Text(text)
	}
	return f
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

// described names the elements that explain the field: its error, its hint.
func (f Field) described() string {
	switch {
	case f.Error != "" && f.Hint != "":
		return f.id() + "-error " + f.id() + "-hint"
	case f.Error != "":
		return f.id() + "-error"
	case f.Hint != "":
		return f.id() + "-hint"
	}
	return ""
}

func (f Field) kind() string {
	if f.Type != "" {
		return f.Type
	}
	return "text"
}

func (f Field) rows() string { return strconv.Itoa(max(f.Rows, 3)) }

// fault is one line of an error summary.
type fault struct{ href, label, text string }

// faults lists what is wrong in the order of the fields, then what belongs to
// no field shown.
func faults(p i18n.Printer, err *par.Error, fields []Field) []fault {
	var lines []fault
	shown := map[string]bool{}
	for _, f := range fields {
		if text, ok := err.Fields[f.Name]; ok && !shown[f.Name] {
			shown[f.Name] = true
			lines = append(lines, fault{"#" + f.id(), f.Label, p.Text(text)})
		}
	}
	for _, name := range sortedNames(err.Fields) {
		if !shown[name] {
			lines = append(lines, fault{text: p.Text(err.Fields[name])})
		}
	}
	return lines
}

func sortedNames(fields map[string]par.Text) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// attributes are those that every control has.
func (f Field) attributes() templ.OrderedAttributes {
	attributes := templ.OrderedAttributes{{Key: "id", Value: f.id()}, {Key: "name", Value: f.Name}}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"required", f.Required}, {"disabled", f.Disabled}, {"readonly", f.ReadOnly}} {
		if flag.set {
			attributes = append(attributes, templ.KV[string, any](flag.name, true))
		}
	}
	if f.Error != "" {
		attributes = append(attributes, templ.KV[string, any]("aria-invalid", "true"))
	}
	if f.described() != "" {
		attributes = append(attributes, templ.KV[string, any]("aria-describedby", f.described()))
	}
	if f.Key != "" {
		attributes = append(attributes, templ.KV[string, any]("data-key", f.Key))
	}
	return attributes
}
