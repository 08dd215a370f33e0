package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// byteOrderMark tells spreadsheets that the text is UTF-8; without it they
// show Vietnamese as rubbish.
const byteOrderMark = "\ufeff"

// WriteCSV writes the table as RFC 4180 text in UTF-8 with a byte order mark.
// Numbers have a decimal point. A text that a spreadsheet could take for a
// formula gets an apostrophe in front.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, 0, len(t.Columns))
	for _, c := range t.Columns {
		line = append(line, harmless(c.Title))
	}
	err := out.Write(line)
	for _, row := range t.Rows {
		line = line[:0]
		for _, cell := range row {
			line = append(line, plain(cell))
		}
		if err == nil {
			err = out.Write(line)
		}
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func plain(c Cell) string {
	if c.Number.Known() {
		return string(c.Number)
	}
	return harmless(c.Text)
}

// harmless keeps a text from being run as a formula.
func harmless(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r\x00", s[0]) >= 0 {
		return "'" + s
	}
	return s
}
