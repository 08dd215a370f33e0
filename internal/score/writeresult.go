package score

import (
	"bytes"
	"io"
	"strconv"

	"parindex/internal/par"
)

// JSON writes the result as parindex.result/1, byte for byte the same for the
// same bundle.
func (r *Result) JSON() []byte {
	var b bytes.Buffer
	_, _ = r.WriteTo(&b) // a buffer takes everything
	return b.Bytes()
}

// WriteTo writes what JSON returns, unit by unit.
func (r *Result) WriteTo(to io.Writer) (int64, error) {
	out := &counter{to: to}
	w := &resultWriter{of: r}
	w.begin()
	for i, u := range r.order {
		if i > 0 {
			w.b = append(w.b, ',')
		}
		w.unit(u)
		if err := out.write(&w.writer); err != nil {
			return out.count, err
		}
	}
	w.b = append(w.b, ']')
	w.summary()
	w.close('}')
	err := out.write(&w.writer)
	return out.count, err
}

// counter passes on what a writer has gathered.
type counter struct {
	to    io.Writer
	count int64
}

func (c *counter) write(w *writer) error {
	n, err := c.to.Write(w.b)
	c.count += int64(n)
	w.b = w.b[:0]
	return err
}

type resultWriter struct {
	writer
	of *Result
}

func (w *resultWriter) begin() {
	w.open('{')
	w.text("format", ResultFormat)
	w.text("round", w.of.Round())
	w.text("view", string(w.of.view))
	w.name("units")
	w.open('[')
}

func (w *resultWriter) unit(u int) {
	r := w.of
	one := &UnitResult{r, u}
	figures := &r.units[u]
	w.b = append(w.b, '{')
	w.text("unit", one.Code())
	w.wholeOrNull("rank", figures.rank, figures.rank > 0)
	w.figure("index", figures.index, r.method.decimals)
	w.figure("points", figures.points, r.sheet.plan.decimals)
	w.figure("max", figures.max, r.sheet.plan.decimals)
	w.text("class", one.Class())
	w.text("class_reason", one.ClassReason())
	w.decimalOrNull("change", one.Change())
	change, known := one.RankChange()
	w.wholeOrNull("rank_change", change, known)
	w.array("nodes", len(r.sheet.plan.inner), func(i int) { w.node(u, i) })
	w.array("leaves", len(r.sheet.plan.leaves), func(i int) { w.leaf(u, i) })
	w.close('}')
}

func (w *resultWriter) node(u, i int) {
	p := w.of.sheet.plan
	f := w.of.nodes.at(u*len(p.inner) + i)
	w.open('{')
	w.text("code", p.inner[i].node.Code)
	w.figure("points", f.points, p.decimals)
	w.figure("max", f.max, p.decimals)
	if index, ok := f.index(); ok {
		w.figure("index", index, w.of.method.decimals)
	} else {
		w.null("index")
	}
	w.close('}')
}

func (w *resultWriter) leaf(u, i int) {
	p := w.of.sheet.plan
	out := w.of.scores.at(u*len(p.leaves) + i)
	w.open('{')
	w.text("code", p.leaves[i].node.Code)
	w.text("state", string(stateNames[out.mark.state]))
	if out.mark.stage == stageNone {
		w.null("stage")
	} else {
		w.text("stage", string(stageNames[out.mark.stage]))
	}
	w.figure("points", out.points, p.decimals)
	w.figure("max", p.leaves[i].max, p.decimals)
	w.close('}')
}

func (w *resultWriter) summary() {
	s := w.of.Summary()
	w.object("summary", func() {
		w.whole("count", s.Count)
		w.decimalOrNull("average", s.Average)
		w.decimalOrNull("highest", s.Highest)
		w.decimalOrNull("lowest", s.Lowest)
		w.array("classes", len(s.Classes), func(i int) {
			c := &s.Classes[i]
			w.element(func() {
				w.text("name", c.Name)
				w.whole("count", c.Count)
				w.array("units", len(c.Units), func(j int) {
					w.comma()
					w.b = appendText(w.b, c.Units[j])
				})
			})
		})
		w.decimalOrNull("previous_average", s.PreviousAverage)
		w.decimalOrNull("change", s.Change)
	})
}

// figure writes a rounded number as a text.
func (w *resultWriter) figure(name string, n num, places int) {
	w.name(name)
	w.b = append(w.b, '"')
	w.b = n.append(w.b, places)
	w.b = append(w.b, '"')
}

func (w *resultWriter) null(name string) {
	w.name(name)
	w.b = append(w.b, "null"...)
}

func (w *resultWriter) decimalOrNull(name string, d par.Decimal) {
	if d.Known() {
		w.text(name, string(d))
	} else {
		w.null(name)
	}
}

func (w *resultWriter) wholeOrNull(name string, n int, known bool) {
	if known {
		w.name(name)
		w.b = strconv.AppendInt(w.b, int64(n), 10)
	} else {
		w.null(name)
	}
}
