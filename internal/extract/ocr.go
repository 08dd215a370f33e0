package extract

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
)

const (
	ocrDPI    = 200
	mostOCR   = 60       // pages of one file whose pictures are read
	ocrOutput = 64 << 10 // bytes of one page
)

// Engine is the program that reads pictures of pages, or empty where it or its
// Vietnamese letters are not installed.
func Engine(ctx context.Context) string {
	engine, err := exec.LookPath("tesseract")
	if err != nil {
		return ""
	}
	languages, err := exec.CommandContext(ctx, engine, "--list-langs").CombinedOutput() //nolint:gosec // the program that LookPath found
	if err != nil || !bytes.Contains(languages, []byte("\nvie")) {
		return ""
	}
	return engine
}

// recognise reads the pictures of pages. The text stands at the page's place.
func (p *pdfReader) recognise(ctx context.Context, f *os.File, size int64, pages []int, r *Report) error {
	doc, ok := p.open(f, size, r)
	if !ok {
		return nil
	}
	r.Text = make([]string, r.Pages)
	r.Cut = len(pages) > mostOCR
	for _, page := range pages[:min(len(pages), mostOCR)] {
		if page < 1 || page > r.Pages {
			continue
		}
		picture, done, err := p.draw(doc, page, ocrDPI)
		if err != nil {
			continue
		}
		var drawn bytes.Buffer
		err = png.Encode(&drawn, picture)
		done()
		if err != nil {
			return fmt.Errorf("draw page %d: %w", page, err)
		}
		if r.Text[page-1], err = tesseract(ctx, &drawn); err != nil {
			return err
		}
	}
	return nil
}

// recognisePicture reads a picture as one page.
func recognisePicture(ctx context.Context, f *os.File, r *Report) (err error) {
	r.Text = make([]string, 1)
	r.Text[0], err = tesseract(ctx, f)
	return err
}

func tesseract(ctx context.Context, picture io.Reader) (string, error) {
	engine, err := exec.LookPath("tesseract")
	if err != nil {
		return "", fmt.Errorf("read a picture: %w", err)
	}
	command := exec.CommandContext(ctx, engine, "stdin", "stdout", "-l", "vie", "--dpi", fmt.Sprint(ocrDPI)) //nolint:gosec // the program that LookPath found
	command.Stdin, command.Env = picture, []string{"OMP_THREAD_LIMIT=1"}
	text, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("read a picture: %w", err)
	}
	var was bool
	return cut(clean(string(text)), ocrOutput, &was), nil
}
