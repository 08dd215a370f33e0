package report

import (
	"strconv"
	"strings"
)

// look is how the numbers under one style are shown.
type look uint8

const (
	plainLook look = iota
	dateLook
	percentLook
)

func (l look) kind() CellKind {
	switch l {
	case dateLook:
		return DateCell
	case percentLook:
		return PercentCell
	case plainLook:
	}
	return NumberCell
}

// styleList is the part of xl/styles.xml that matters.
type styleList struct {
	Formats []struct {
		ID   int    `xml:"numFmtId,attr"`
		Code string `xml:"formatCode,attr"`
	} `xml:"numFmts>numFmt"`
	Cells []struct {
		Format int `xml:"numFmtId,attr"`
	} `xml:"cellXfs>xf"`
}

func (b *book) readStyles(name string) error {
	var list styleList
	if err := b.decode(name, &list); err != nil {
		return err
	}
	own := map[int]look{}
	for _, f := range list.Formats {
		own[f.ID] = lookOfCode(f.Code)
	}
	b.looks = make([]look, len(list.Cells))
	for i, xf := range list.Cells {
		if l, ok := own[xf.Format]; ok {
			b.looks[i] = l
		} else {
			b.looks[i] = lookOfBuiltin(xf.Format)
		}
	}
	return nil
}

func (b *book) lookOf(style string) look {
	n, err := strconv.Atoi(style)
	if err != nil || n < 0 || n >= len(b.looks) {
		return plainLook
	}
	return b.looks[n]
}

// lookOfBuiltin knows the formats that every spreadsheet has without writing them down.
func lookOfBuiltin(id int) look {
	switch {
	case id == 9 || id == 10:
		return percentLook
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return dateLook
	}
	return plainLook
}

// lookOfCode reads a format as far as to tell days and percentages from
// numbers; what stands in quotes or brackets is only said beside them.
func lookOfCode(code string) look {
	if strings.EqualFold(code, "General") {
		return plainLook
	}
	var quoted, bracketed, escaped bool
	for _, c := range strings.ToLower(code) {
		switch {
		case escaped:
			escaped = false
		case c == '\\' || c == '_' || c == '*':
			escaped = true
		case c == '"' && !bracketed:
			quoted = !quoted
		case quoted:
		case c == '[' || c == ']':
			bracketed = c == '['
		case bracketed:
		case c == '%':
			return percentLook
		case strings.ContainsRune("ymdhs", c):
			return dateLook
		}
	}
	return plainLook
}
