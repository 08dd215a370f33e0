package corpus

import "fmt"

var (
	acts    = []string{"ban hành", "triển khai", "sửa đổi", "phê duyệt", "đánh giá", "tổng kết", "kiểm tra", "công bố"}
	matters = []string{
		"Kế hoạch cải cách hành chính", "danh mục thủ tục hành chính", "quy trình nội bộ giải quyết hồ sơ", "kết quả xử lý kiến nghị của người dân",
		"phương án đơn giản hóa thủ tục", "quy chế tiếp công dân", "báo cáo tình hình thu chi ngân sách", "đề án vị trí việc làm",
		"chỉ số hài lòng của người dân", "kết quả chuyển đổi số", "việc luân chuyển công chức", "hòa giải ở cơ sở",
	}
	offices = []string{"Sở Tư pháp", "Sở Y tế", "Sở Tài chính", "Sở Nội vụ", "Văn phòng Ủy ban nhân dân thành phố", "Ủy ban nhân dân phường Ninh Kiều", "Ủy ban nhân dân xã Phong Điền"}
	signs   = []string{"STP", "SYT", "STC", "SNV", "VPUB", "UBND", "UBND"}
)

// Line is what an ordinary paper is about; each number has its own.
func Line(i int) (number, issuer, summary string) {
	office := i % len(offices)
	return fmt.Sprintf("%d/QĐ-%s", i+1, signs[office]), offices[office],
		fmt.Sprintf("Về việc %s %s năm %d", acts[i/3%len(acts)], matters[i%len(matters)], 2024+i%3)
}

// Ordinary makes the paper of a number: each tenth a PDF, the others DOCX.
func Ordinary(i int) File {
	number, issuer, summary := Line(i)
	text := fmt.Sprintf("%s\nSố: %s\nCần Thơ, ngày %d tháng %d năm %d\nQUYẾT ĐỊNH\n%s\nĐiều 1. Tổ chức thực hiện theo các nội dung kèm theo, mã hồ sơ %d.",
		issuer, number, 1+i%28, 1+i%12, 2024+i%3, summary, 100_000+i*7)
	if i%10 == 0 {
		return File{What: "ordinary", Name: fmt.Sprintf("van-ban-%d.pdf", i), Content: Paper(text), Pages: 1, Contains: summary}
	}
	return File{What: "ordinary", Name: fmt.Sprintf("van-ban-%d.docx", i), Content: Word(text), Contains: summary}
}
