package report

// Paper is an official document in the form of Nghị định 30/2020/NĐ-CP: A4,
// Times New Roman, with page numbers at the top from the second page on.
type Paper struct {
	Title string // as programs list it; it is not printed
	Parts []Part
}

// Part is one piece of a paper, from top to bottom: Letterhead, Heading,
// Prose, List, Grid, Turn, Closing.
type Part interface{ draw(p *press) }

// Letterhead opens a paper: who issues it, its number, the state's name and
// motto, place and date; then the kind of the paper and what it is about.
type Letterhead struct {
	Above  string   // the superior agency; empty: none
	Agency string   // who issues it
	Number string   // "Số:      /TB-SNV"
	State  string   // "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	Motto  string   // "Độc lập - Tự do - Hạnh phúc"
	Place  string   // "Cần Thơ, ngày 06 tháng 02 năm 2018"
	Name   string   // "THÔNG BÁO"; empty: a letter, which has no name
	About  []string // what it is about, line by line
}

// Heading stands above a section. Level 1 is the highest of three.
type Heading struct {
	Level int
	Words string
}

// Prose is one paragraph. Lead comes first and in bold.
type Prose struct {
	Lead   string
	Words  string
	Look   Look
	Italic bool
}

// Look is how a paragraph lies on the page.
type Look int

// The looks of paragraphs.
const (
	Body   Look = iota // justified, with an indent
	Plain              // from the left, without an indent
	Centre             // in the middle
)

// List is a list of points, numbered from 1, or with dashes.
type List struct {
	Numbered bool
	Points   []string
}

// Grid is a table. Its head is repeated on every page, and no row is broken
// between two pages.
type Grid struct {
	Caption string
	Columns []GridColumn
	Rows    []GridRow
}

// GridColumn is one column; widths are shares of the page's.
type GridColumn struct {
	Title string
	Width float64
	Align Align
}

// Align says where the words of a cell stand.
type Align int

// The alignments of cells.
const (
	Left Align = iota
	Middle
	Right
)

// GridRow is one row. Strong rows are bold; the one cell of a wide row runs
// across all columns.
type GridRow struct {
	Cells  []string
	Strong bool
	Wide   bool
}

// Turn lays the pages that follow on their side, or upright again.
type Turn struct{ Wide bool }

// Closing ends a paper: to whom it goes, and who signs. What is signed and
// sealed by hand, or by a digital signature, keeps its place free.
type Closing struct {
	To      string   // "Nơi nhận:"
	Whom    []string // "Như trên", without dashes
	Signers []Signer // one beside the recipients, or two side by side without
}

// Signer is one of those who sign. Office holds one line or several.
type Signer struct {
	Office []string // "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"
	Hint   string   // "(Chữ ký, dấu)"
	Name   string   // empty: dots, to be filled in
}
