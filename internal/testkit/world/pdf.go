package world

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
)

// PDF makes a real PDF that says the text, which must be ASCII, on each of its pages.
func PDF(text string, pages int) ([]byte, error) {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetFont("Helvetica", "", 14)
	for i := range pages {
		doc.AddPage()
		doc.Cell(40, 10, fmt.Sprintf("%s, page %d", text, i+1))
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("make a PDF: %w", err)
	}
	return b.Bytes(), nil
}
