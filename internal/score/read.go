package score

import "strings"

// ReadBundle reads and checks a bundle. The error is Faults.
func ReadBundle(data []byte) (*Bundle, error) {
	l := &log{}
	if !scan(l, data, 1) {
		return nil, l.err()
	}
	r := &bundleReader{reader: reader{log: l, data: data}, bundle: &Bundle{}}
	r.read()
	if err := l.err(); err != nil {
		return nil, err
	}
	return r.bundle, nil
}

// ReadSet reads and checks a set: the bundle's "set" object alone. The error is Faults.
func ReadSet(data []byte) (*Set, error) {
	l := &log{root: "set"}
	if !scan(l, data, 2) {
		return nil, l.err()
	}
	set := (&reader{log: l, data: data}).set()
	if err := l.err(); err != nil {
		return nil, err
	}
	return set, nil
}

// ReadMethod reads and checks a method against the set that it will rank. The error is Faults.
func ReadMethod(data []byte, set *Set) (*Method, error) {
	set, err := set.seal()
	if err != nil {
		return nil, err
	}
	l := &log{root: "method"}
	if !scan(l, data, 2) {
		return nil, l.err()
	}
	r := &reader{log: l, data: data}
	method := r.method()
	r.checkMethod(method, set.plan)
	if err := l.err(); err != nil {
		return nil, err
	}
	return method, nil
}

// ReadValue reads the value of an answer; whether it fits its rule is for
// CheckAnswer. The error is Faults.
func ReadValue(data []byte) (*Value, error) {
	l := &log{root: "value"}
	if !scan(l, data, 4) {
		return nil, l.err()
	}
	r := &reader{log: l, data: data}
	value := r.value()
	if err := l.err(); err != nil {
		return nil, err
	}
	return value, nil
}

// bundleReader reads a bundle in the order in which its parts explain each
// other, whatever their order in the text.
type bundleReader struct {
	reader
	bundle *Bundle
	parts  map[string]int // where the value of each field begins
	units  map[string]int
}

func (r *bundleReader) read() {
	r.parts = map[string]int{}
	ok := r.object("2", func(key []byte) bool {
		switch string(key) {
		case "format", "round", "set", "method", "units", "answers", "previous":
			r.parts[string(key)] = r.pos
			r.skip()
			return true
		}
		return false
	}, "format", "round", "set", "method", "units")
	if !ok {
		return
	}
	b := r.bundle
	r.part("format", func() {
		var format string
		r.choice("2", &format, BundleFormat)
	})
	r.part("round", func() { b.Round = r.round() })
	r.part("set", func() { b.Set = r.set() })
	r.part("method", func() { b.Method = r.method() })
	if b.Set != nil && b.Method != nil && b.Set.plan != nil {
		r.in("method")
		r.checkMethod(b.Method, b.Set.plan)
		r.out()
	}
	r.part("units", func() { b.Units = r.readUnits() })
	r.part("previous", func() { b.Previous = r.previous() })
	r.readSheet()
}

// part reads one field of the bundle, if it is there.
func (r *bundleReader) part(name string, read func()) {
	if pos, ok := r.parts[name]; ok {
		r.pos = pos
		r.in(name)
		read()
		r.out()
	}
}

func (r *reader) round() Round {
	var round Round
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "id":
			return r.name("2", &round.ID)
		case "year":
			return r.whole("2", &round.Year, -maxYear, maxYear)
		case "title":
			return r.text("2", &round.Title)
		}
		return false
	}, "id", "year")
	return round
}

// maxYear bounds years far beyond use.
const maxYear = 1_000_000_000

func (r *bundleReader) readUnits() []Unit {
	var units []Unit
	r.units = map[string]int{}
	ok := r.array("2", func(i int) {
		u := Unit{Ranked: true}
		before := r.count()
		r.object("2", func(key []byte) bool {
			switch string(key) {
			case "code":
				return r.name("2", &u.Code)
			case "name":
				return r.text("2", &u.Name)
			case "ranked":
				return r.flag("2", &u.Ranked)
			}
			return false
		}, "code")
		if _, taken := r.units[u.Code]; taken && !r.since(before) {
			r.faultIn("code", "2", "the code %s is already taken", quoted(u.Code))
		}
		r.units[u.Code] = i
		units = append(units, u)
	})
	if ok && len(units) == 0 {
		r.fault("2", "there are no units")
	}
	return units
}

func (r *reader) previous() *Previous {
	p := &Previous{}
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "year":
			p.Year = new(int)
			return r.whole("2", p.Year, -maxYear, maxYear)
		case "average":
			return r.number("2", &p.Average)
		case "results":
			seen := map[string]bool{}
			return known(r.array("2", func(int) { p.Results = append(p.Results, r.previousResult(seen)) }))
		}
		return false
	})
	return p
}

func (r *reader) previousResult(seen map[string]bool) PreviousResult {
	var p PreviousResult
	before := r.count()
	r.object("2", func(key []byte) bool {
		switch string(key) {
		case "unit":
			return r.name("2", &p.Unit)
		case "index":
			return r.number("2", &p.Index)
		case "class":
			return r.text("2", &p.Class)
		case "rank":
			return r.whole("2", &p.Rank, 1, maxYear)
		}
		return false
	}, "unit")
	if seen[p.Unit] && !r.since(before) {
		r.faultIn("unit", "2", "the unit %s is already listed", quoted(p.Unit))
	}
	seen[p.Unit] = true
	return p
}

// tieNode takes the code out of a tie-break such as node:3.
func tieNode(tie string) (string, bool) { return strings.CutPrefix(tie, "node:") }
