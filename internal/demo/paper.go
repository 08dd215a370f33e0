package demo

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"

	"parindex/internal/score"
)

// paper is an invented official document: a heading in the form of Nghị định
// 30/2020/NĐ-CP and a page for each area of the criteria.
type paper struct {
	issuer, number, date, title string
	set                         *score.Set
}

// pdf draws the document.
func (p paper) pdf() ([]byte, error) {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetMargins(30, 20, 20)
	doc.AddUTF8FontFromBytes("serif", "", liberationserifregular.TTF)
	doc.AddUTF8FontFromBytes("serif", "B", liberationserifbold.TTF)
	when, err := time.Parse("2006-01-02", p.date)
	if err != nil {
		return nil, err
	}
	doc.SetCreationDate(when)
	doc.SetModificationDate(when)
	for i, area := range p.set.Areas() {
		doc.AddPage()
		if i == 0 {
			p.heading(doc, when)
		}
		p.section(doc, area)
	}
	var out bytes.Buffer
	err = doc.Output(&out)
	return out.Bytes(), err
}

func (p paper) heading(doc *fpdf.Fpdf, when time.Time) {
	doc.SetFont("serif", "B", 12)
	doc.CellFormat(70, 6, strings.ToUpper(p.issuer), "", 0, "C", false, 0, "")
	doc.CellFormat(0, 6, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", 1, "C", false, 0, "")
	doc.SetFont("serif", "", 12)
	doc.CellFormat(70, 6, "Số: "+p.number, "", 0, "C", false, 0, "")
	doc.SetFont("serif", "B", 12)
	doc.CellFormat(0, 6, "Độc lập - Tự do - Hạnh phúc", "", 1, "C", false, 0, "")
	doc.SetFont("serif", "", 12)
	doc.CellFormat(0, 9, fmt.Sprintf("Cần Thơ, ngày %02d tháng %02d năm %d", when.Day(), when.Month(), when.Year()), "", 1, "R", false, 0, "")
	doc.Ln(4)
	doc.SetFont("serif", "B", 14)
	doc.MultiCell(0, 7, p.title, "", "C", false)
	doc.SetFont("serif", "", 11)
	doc.MultiCell(0, 6, "(Văn bản minh họa của bản trình diễn, không phải tài liệu thật)", "", "C", false)
	doc.Ln(3)
}

func (p paper) section(doc *fpdf.Fpdf, area *score.Node) {
	doc.SetFont("serif", "B", 13)
	doc.MultiCell(0, 7, area.Code+". "+area.Title, "", "L", false)
	doc.Ln(1)
	doc.SetFont("serif", "", 12)
	for _, leaf := range leavesBelow(area) {
		if doc.GetY() > 255 {
			break // each area keeps to its page, so that a page can be cited
		}
		doc.MultiCell(0, 6, "- Mục "+leaf.Code+": "+leaf.Title+". Đã thực hiện theo kế hoạch; số liệu tổng hợp kèm theo.", "", "J", false)
	}
}

func leavesBelow(n *score.Node) []*score.Node {
	if n.Leaf() {
		return []*score.Node{n}
	}
	var leaves []*score.Node
	for _, child := range n.Children {
		leaves = append(leaves, leavesBelow(child)...)
	}
	return leaves
}
