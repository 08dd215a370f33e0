package report

import (
	"encoding/xml"
	"errors"
	"io"

	"parindex/internal/par"
)

const (
	deepest  = 60      // elements within elements
	longest  = 1 << 20 // bytes of one tag or one text
	breather = 1000    // elements between two looks at the time
)

// part reads one XML part of a workbook, element by element, within limits.
type part struct {
	*xml.Decoder
	book   *book
	gauge  *gauge
	closer io.Closer
	depth  int
	count  int
}

func (b *book) open(name string) (*part, error) {
	f := b.parts[name]
	if f == nil {
		return nil, notWorkbook(errors.New("no part " + name))
	}
	body, err := f.Open()
	if err != nil {
		return nil, notWorkbook(err)
	}
	g := &gauge{from: body, book: b, part: b.limits.Part}
	return &part{Decoder: xml.NewDecoder(g), book: b, gauge: g, closer: body}, nil
}

func (p *part) close() { _ = p.closer.Close() } // it was only read

// next returns the next token, io.EOF after the last.
func (p *part) next() (xml.Token, error) {
	p.gauge.single = 0
	token, err := p.Token()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, p.fault(err)
	}
	switch token.(type) {
	case xml.StartElement:
		p.depth++
	case xml.EndElement:
		p.depth--
	case xml.Directive:
		return nil, notWorkbook(errors.New("a document type of its own"))
	}
	if p.depth > deepest {
		return nil, notWorkbook(errors.New("elements too deep"))
	}
	if p.count++; p.count%breather == 0 && p.book.ctx.Err() != nil {
		return nil, p.book.late()
	}
	return token, nil
}

// Token makes part a reader of tokens for decoding whole small parts.
type tokens struct{ *part }

func (t tokens) Token() (xml.Token, error) { return t.next() }

// decode reads a whole small part into a value.
func (b *book) decode(name string, into any) error {
	p, err := b.open(name)
	if err != nil {
		return err
	}
	defer p.close()
	if err := xml.NewTokenDecoder(tokens{p}).Decode(into); err != nil {
		return p.fault(err)
	}
	return nil
}

// fault passes on our own refusals; all else means that the part is broken.
func (p *part) fault(err error) error {
	if e, ok := par.AsError(err); ok {
		return e
	}
	return notWorkbook(err)
}

func (b *book) late() error {
	return par.E(par.TooLarge, "report.time_limit", "limit", int(b.limits.Time.Seconds()))
}

// gauge lets no more bytes through than one part, all parts and one token may have.
type gauge struct {
	from   io.Reader
	book   *book
	part   int64
	single int
}

func (g *gauge) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	g.part -= int64(n)
	g.book.left -= int64(n)
	g.single += n
	switch {
	case g.part < 0:
		return 0, par.E(par.TooLarge, "report.part_limit", "limit", int(g.book.limits.Part>>20))
	case g.book.left < 0:
		return 0, par.E(par.TooLarge, "report.unpacked_limit", "limit", int(g.book.limits.Unpacked>>20))
	case g.single > longest:
		return 0, notWorkbook(errors.New("a token is too long"))
	case g.book.ctx.Err() != nil:
		return 0, g.book.late()
	}
	return n, err
}
