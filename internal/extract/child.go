package extract

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"os"

	"parindex/internal/par"
	"parindex/internal/signature"
)

// Task is what the process is asked to do with the file at its standard input.
type Task struct {
	Media string   // its media type
	Cache string   // folder of compiled code; may be empty
	Roots string   // file of certificates that are trusted; may be empty
	OCR   []int    // pages whose pictures are to be read; empty: read the text
	Now   par.Time // stands in where a signature states no time
}

// Main reads the file and writes a Report as JSON. It is the whole of the
// process: it limits itself before it looks at the first byte.
func Main(ctx context.Context, task Task, file *os.File, out io.Writer) error {
	var roots []*x509.Certificate
	if task.Roots != "" {
		var err error
		if roots, err = readRoots(task.Roots); err != nil {
			return err
		}
	}
	var pdf *pdfReader
	if task.Media == pdfType {
		var err error
		if pdf, err = openPDFReader(task.Cache); err != nil {
			return err
		}
	}
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("look at the file: %w", err)
	}
	if err := limitSelf(len(task.OCR) > 0); err != nil {
		return fmt.Errorf("limit the process: %w", err)
	}
	var r Report
	switch {
	case task.Media == pdfType && len(task.OCR) > 0:
		err = pdf.recognise(ctx, file, info.Size(), task.OCR, &r)
	case task.Media == pdfType:
		err = pdf.read(file, info.Size(), roots, task.Now, &r)
	case len(task.OCR) > 0:
		err = recognisePicture(ctx, file, &r)
	case task.Media == docxType, task.Media == xlsxType:
		readOffice(file, info.Size(), task.Media, &r)
	}
	if err != nil {
		return err
	}
	r.Memory = held()
	return json.NewEncoder(out).Encode(r)
}

// read is everything that a PDF says without looking at its pictures.
func (p *pdfReader) read(f *os.File, size int64, roots []*x509.Certificate, now par.Time, r *Report) (err error) {
	if r.Signatures, err = signature.Inspect(f, size, roots, now); err != nil {
		return err
	}
	if doc, ok := p.open(f, size, r); ok {
		p.text(doc, r)
	}
	return nil
}

// CheckRoots tells whether a file of trusted certificates can be used; no name
// means that there is none.
func CheckRoots(name string) error {
	if name == "" {
		return nil
	}
	_, err := readRoots(name)
	return err
}

// readRoots reads the certificates of a PEM file.
func readRoots(name string) ([]*x509.Certificate, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the certificates that are trusted: %w", err)
	}
	var roots []*x509.Certificate
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d: %w", name, len(roots)+1, err)
		}
		roots = append(roots, c)
	}
	if len(roots) == 0 {
		return nil, fmt.Errorf("%s holds no certificate", name)
	}
	return roots, nil
}
