package criteria

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"parindex/internal/par"
	"parindex/internal/score"
)

// Format names the envelope in which an edition travels as JSON: the set as a
// bundle carries it, and beside it the guides and what the edition is called.
const Format = "parindex.set/1"

// JSON writes the edition as an envelope; ReadJSON reads it back.
func (e Edition) JSON() ([]byte, error) {
	return json.MarshalIndent(envelope{
		Format: Format, Code: e.Code, Level: e.Level, Title: e.Title, Sample: e.Sample, Note: e.Note,
		Set: e.Set.JSON(), Guides: e.Guides,
	}, "", " ")
}

type envelope struct {
	Format string           `json:"format"`
	Code   string           `json:"code"`
	Level  string           `json:"level"`
	Title  string           `json:"title"`
	Sample bool             `json:"sample"`
	Note   string           `json:"note"`
	Set    json.RawMessage  `json:"set"`
	Guides map[string]Guide `json:"guides"`
}

// ReadJSON reads an envelope, or the bare set of a bundle. Of a bare set only
// title and content are known. The error carries Faults.
func ReadJSON(data []byte) (Edition, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !isEnvelope(data) {
		return bareSet(data)
	}
	var e Edition
	var set json.RawMessage
	r := jsonReader{dec: json.NewDecoder(bytes.NewReader(data))}
	r.object("", func(field string) bool { return r.envelopeField(field, &e, &set) })
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) && len(r.faults) == 0 {
		r.fault("$", par.T("criteria.fault_json"))
	}
	if len(r.faults) > 0 {
		return e, r.faults.err()
	}
	if set == nil {
		r.fault("set", par.T("criteria.fault_required"))
		return e, r.faults.err()
	}
	var err error
	if e.Set, err = readSet(set, "set"); err != nil {
		return e, err
	}
	return e, guidesFit(e)
}

// isEnvelope looks for the field that only an envelope has. A broken text is
// left to the reader of sets, which says what is wrong with it.
func isEnvelope(data []byte) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return false
	}
	_, set := fields["set"]
	_, format := fields["format"]
	return set || format
}

func bareSet(data []byte) (Edition, error) {
	set, err := readSet(data, "")
	if err != nil {
		return Edition{}, err
	}
	return Edition{Title: set.Title, Set: set, Guides: map[string]Guide{}}, nil
}

// readSet reads a set and says its faults in the catalogue's words.
func readSet(data []byte, root string) (*score.Set, error) {
	set, err := score.ReadSet(data)
	if err == nil {
		return set, nil
	}
	var found score.Faults
	if !errors.As(err, &found) {
		return nil, err
	}
	var faults Faults
	for _, f := range found {
		place := placeIn(f.Place)
		faults = append(faults, Fault{Place: join(root, place), Node: nodeAt(data, place), Text: Sentence(f)})
	}
	return nil, faults.err()
}

// guidesFit tells whether every guide belongs to a leaf.
func guidesFit(e Edition) error {
	var faults Faults
	for _, leaf := range sortedKeys(e.Guides) {
		if node, ok := e.Set.Find(leaf); !ok || !node.Leaf() {
			faults = append(faults, Fault{Place: "guides", Node: leaf, Text: par.T("criteria.guide_unknown", "leaf", leaf)})
		}
	}
	return faults.err()
}

// jsonReader reads objects field by field, so that unknown and repeated fields
// are found.
type jsonReader struct {
	dec    *json.Decoder
	faults Faults
}

func (r *jsonReader) fault(place string, text par.Text) {
	r.faults = append(r.faults, Fault{Place: place, Text: text})
}

// object reads an object; field consumes the value and tells whether it knows the field.
func (r *jsonReader) object(place string, field func(name string) bool) {
	if token, err := r.dec.Token(); err != nil || token != json.Delim('{') {
		r.fault(place, par.T("criteria.fault_object"))
		return
	}
	seen := map[string]bool{}
	for len(r.faults) == 0 && r.dec.More() {
		token, err := r.dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			r.fault(place, par.T("criteria.fault_json"))
			return
		}
		switch {
		case seen[name]:
			r.fault(join(place, name), par.T("criteria.fault_repeated"))
		case !field(name):
			r.fault(join(place, name), par.T("criteria.fault_unknown_field"))
		}
		seen[name] = true
	}
	if len(r.faults) == 0 {
		_, _ = r.dec.Token() // the closing brace, which More has seen
	}
}

func (r *jsonReader) envelopeField(field string, e *Edition, set *json.RawMessage) bool {
	switch field {
	case "format":
		var format string
		if r.value(field, &format); format != Format && len(r.faults) == 0 {
			r.fault(field, par.T("criteria.fault_one_of", "a", format, "b", Format))
		}
	case "code":
		r.value(field, &e.Code)
	case "level":
		r.value(field, &e.Level)
	case "title":
		r.value(field, &e.Title)
	case "sample":
		r.value(field, &e.Sample)
	case "note":
		r.value(field, &e.Note)
	case "set":
		r.value(field, set)
	case "guides":
		r.guides(e)
	default:
		return false
	}
	return true
}

func (r *jsonReader) guides(e *Edition) {
	e.Guides = map[string]Guide{}
	r.object("guides", func(leaf string) bool {
		var g Guide
		place := join("guides", leaf)
		r.object(place, func(field string) bool {
			texts := map[string]*string{"help": &g.Help, "evidence": &g.Evidence, "agency": &g.Agency}
			into, known := texts[field]
			if known {
				r.value(join(place, field), into)
			}
			return known
		})
		e.Guides[leaf] = g
		return true
	})
}

func (r *jsonReader) value(place string, into any) {
	if err := r.dec.Decode(into); err != nil {
		text := par.T("criteria.fault_text")
		if _, flag := into.(*bool); flag {
			text = par.T("criteria.fault_flag")
		}
		r.fault(place, text)
	}
}
