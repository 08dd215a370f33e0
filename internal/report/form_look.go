package report

import (
	"strconv"

	"github.com/xuri/excelize/v2"
)

// The colours of forms, as on the pages.
const (
	inkColour   = "1C2B33"
	quietColour = "5B6B73"
	deepColour  = "0B5563"
	bandColour  = "E3EEF0"
	openColour  = "FFF8DC"
	badColour   = "FBE0DD"
	badInk      = "A4161A"
	lineColour  = "C9D3D6"
)

// role is the part that a cell plays in a form.
type role uint8

const (
	noRole role = iota
	headingRole
	lineRole
	titleRole
	bandRole
	cellRole
)

// formStyle is what makes cells look alike.
type formStyle struct {
	role                    role
	format                  Format
	open, bad, quiet, first bool
}

// style makes a style once.
func (f *formWriter) style(s formStyle) (int, error) {
	if s.role == noRole {
		return 0, nil
	}
	if id, ok := f.styles[s]; ok {
		return id, nil
	}
	id, err := f.book.NewStyle(f.looks(s))
	f.styles[s] = id
	return id, err
}

func (f *formWriter) looks(s formStyle) *excelize.Style {
	look := &excelize.Style{
		Font:      &excelize.Font{Family: "Calibri", Size: 11, Color: inkColour},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
	}
	switch s.role {
	case headingRole:
		look.Font.Bold, look.Font.Size, look.Font.Color = true, 15, deepColour
		look.Alignment.WrapText = false
	case lineRole:
		look.Font.Color, look.Alignment.WrapText = quietColour, false
	case titleRole:
		look.Font.Bold, look.Font.Color = true, "FFFFFF"
		look.Fill, look.Alignment.Vertical = solid(deepColour), "center"
	case bandRole:
		look.Font.Bold, look.Font.Color, look.Fill = true, deepColour, solid(bandColour)
		look.Alignment.WrapText = false
	case cellRole:
		f.cell(look, s)
	case noRole:
	}
	return look
}

func (f *formWriter) cell(look *excelize.Style, s formStyle) {
	look.Border = []excelize.Border{{Type: "bottom", Color: lineColour, Style: 4}}
	if s.first {
		look.Border = append(look.Border, excelize.Border{Type: "top", Color: lineColour, Style: 1})
	}
	if s.quiet {
		look.Font.Color = quietColour
	}
	if s.open {
		look.Protection = &excelize.Protection{Locked: false}
		look.Fill = solid(openColour)
		for _, side := range []string{"left", "right", "top", "bottom"} {
			look.Border = append(look.Border, excelize.Border{Type: side, Color: lineColour, Style: 1})
		}
	}
	if s.bad {
		look.Fill, look.Font.Color = solid(badColour), badInk
	}
	if code := f.code(s.format); code != "" {
		look.CustomNumFmt = &code
		look.Alignment.Horizontal = "right"
	}
}

// code is the number format of a cell, with the separators of the language
// where a spreadsheet knows it.
func (f *formWriter) code(format Format) string {
	language := "[$-42A]"
	if f.English {
		language = ""
	}
	switch format {
	case WholeNumber:
		return language + "#,##0"
	case FractionNumber:
		return language + "#,##0.00##"
	case PercentNumber:
		return language + "0.00##%"
	case AsIs:
	}
	return ""
}

func solid(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// guide writes the page that explains the form.
func (f *formWriter) guide() error {
	sheet := f.Guide.Sheet
	if err := f.book.SetColWidth(sheet, "A", "A", 3); err != nil {
		return err
	}
	if err := f.book.SetColWidth(sheet, "B", "B", 110); err != nil {
		return err
	}
	row := 1
	write := func(column string, s string, style formStyle) error {
		cell := column + strconv.Itoa(row)
		row++
		id, err := f.style(style)
		if err != nil {
			return err
		}
		if err := f.book.SetCellStyle(sheet, cell, cell, id); err != nil {
			return err
		}
		return f.book.SetCellStr(sheet, cell, sharedText(s))
	}
	if err := write("A", f.Guide.Title, formStyle{role: headingRole}); err != nil {
		return err
	}
	for _, part := range f.Guide.Parts {
		row++
		if err := write("A", part.Title, formStyle{role: bandRole}); err != nil {
			return err
		}
		for _, line := range part.Lines {
			if err := write("B", line, formStyle{role: cellRole}); err != nil {
				return err
			}
		}
	}
	off := false
	return f.book.SetSheetView(sheet, 0, &excelize.ViewOptions{ShowGridLines: &off})
}
