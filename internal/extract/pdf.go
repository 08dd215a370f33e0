package extract

import (
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// memoryPages bounds what reading a PDF may hold, in pages of 64 KiB.
const memoryPages = 4096

// pdfReader reads PDF files in a machine of its own that sees no folder.
type pdfReader struct {
	pool pdfium.Pool
	pdf  pdfium.Pdfium
}

// openPDFReader makes the reader. Compiling it takes seconds; what was compiled
// is kept in the folder cache.
func openPDFReader(cache string) (*pdfReader, error) {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling)
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, fmt.Errorf("open the folder of compiled code: %w", err)
		}
		config = config.WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: 1, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDF: %w", err)
	}
	pdf, err := pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start the reader of PDF: %w", err)
	}
	return &pdfReader{pool, pdf}, nil
}

// open opens a file and counts its pages.
func (p *pdfReader) open(f *os.File, size int64, r *Report) (references.FPDF_DOCUMENT, bool) {
	doc, err := p.pdf.OpenDocument(&requests.OpenDocument{FileReader: f, FileReaderSize: size})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		r.Encrypted = true
		return "", false
	case err != nil:
		r.Fault = Damaged
		return "", false
	}
	count, err := p.pdf.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || count.PageCount == 0 {
		r.Fault = Damaged
		return "", false
	}
	r.Pages = count.PageCount
	return doc.Document, true
}

// text reads the text of each page.
func (p *pdfReader) text(doc references.FPDF_DOCUMENT, r *Report) {
	left := mostText
	for i := range min(r.Pages, mostPages) {
		page, err := p.pdf.GetPageText(&requests.GetPageText{Page: at(doc, i)})
		text := ""
		if err == nil {
			text = page.Text
		}
		if !hasWords(text) {
			r.Scans = append(r.Scans, i+1)
		}
		r.keep(text, &left)
	}
}

// hasWords tells whether a page has a text of its own: a few marks that a
// scanner or a signature puts on it are none.
func hasWords(text string) bool {
	letters := 0
	for _, c := range text {
		if unicode.IsLetter(c) {
			letters++
		}
	}
	return letters >= 20 || letters > 0 && strings.TrimSpace(text) != "" && letters >= len([]rune(text))/2
}

// draw draws a page in so many dots an inch. The picture is good until done is called.
func (p *pdfReader) draw(doc references.FPDF_DOCUMENT, page, dpi int) (picture image.Image, done func(), err error) {
	drawn, err := p.pdf.RenderPageInDPI(&requests.RenderPageInDPI{Page: at(doc, page-1), DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale})
	if err != nil {
		return nil, nil, fmt.Errorf("draw page %d: %w", page, err)
	}
	return drawn.Result.RenderedImage, drawn.Cleanup, nil
}

func at(doc references.FPDF_DOCUMENT, index int) requests.Page {
	return requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
}
