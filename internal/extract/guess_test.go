package extract

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const state1 = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
const motto = "Độc lập - Tự do - Hạnh phúc"

func TestGuessesFromHeads(t *testing.T) {
	cases := []struct {
		name, text string
		want       Guess
	}{
		{
			"decision of a department, columns in lines of their own",
			"UBND THÀNH PHỐ CẦN THƠ\nSỞ Y TẾ\n-------\nSố: 214/QĐ-SYT\n" + state1 + "\n" + motto + "\n---------------\nCần Thơ, ngày 12 tháng 02 năm 2026\n\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch kiểm soát thủ tục hành chính năm 2026\n\nGIÁM ĐỐC SỞ Y TẾ\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\nĐiều 1. Ban hành kèm theo\nNơi nhận:\n- Như Điều 3;\n- Lưu: VT.\nGIÁM ĐỐC\n\n\nNguyễn Văn An",
			Guess{"214/QĐ-SYT", "2026-02-12", "Sở Y tế", "decision", "Ban hành Kế hoạch kiểm soát thủ tục hành chính năm 2026", "Nguyễn Văn An"},
		},
		{
			"plan of a city, columns run together",
			"ỦY BAN NHÂN DÂN " + state1 + "\nTHÀNH PHỐ CẦN THƠ " + motto + "\nSố: 05/KH-UBND Cần Thơ, ngày 8 tháng 1 năm 2026\nKẾ HOẠCH\nCải cách hành chính nhà nước thành phố Cần Thơ năm 2026\nThực hiện Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ,\nNơi nhận: TM. ỦY BAN NHÂN DÂN\n- Bộ Nội vụ; KT. CHỦ TỊCH\n- Lưu: VT. PHÓ CHỦ TỊCH\nTrần Thị Bích Ngọc",
			Guess{"05/KH-UBND", "2026-01-08", "Ủy ban nhân dân thành phố Cần Thơ", "plan", "Cải cách hành chính nhà nước thành phố Cần Thơ năm 2026", "Trần Thị Bích Ngọc"},
		},
		{
			"report whose summary stands in capitals over two lines",
			"UBND THÀNH PHỐ CẦN THƠ\nSỞ KHOA HỌC VÀ CÔNG NGHỆ\nSố: 1290/BC-SKHCN\nCần Thơ, ngày 30 tháng 11 năm 2026\nBÁO CÁO\nKẾT QUẢ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH\nNĂM 2026\n\nThực hiện Kế hoạch số 05/KH-UBND",
			Guess{"1290/BC-SKHCN", "2026-11-30", "Sở Khoa học và Công nghệ", "report", "Kết quả công tác cải cách hành chính năm 2026", ""},
		},
		{
			"letter without a title",
			"UBND THÀNH PHỐ CẦN THƠ\nSỞ NỘI VỤ\nSố: 3321/SNV-CCHC\nV/v tự đánh giá, chấm điểm\nchỉ số cải cách hành chính\n" + state1 + "\n" + motto + "\nCần Thơ, ngày 02 tháng 12 năm 2026\nKính gửi: Các sở, ban, ngành thành phố.\nNơi nhận:\n- Như trên;\nKT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nLê Hoàng Phúc",
			Guess{"3321/SNV-CCHC", "2026-12-02", "Sở Nội vụ", "letter", "Tự đánh giá, chấm điểm chỉ số cải cách hành chính", "Lê Hoàng Phúc"},
		},
		{
			"letter with columns run together",
			"SỞ TÀI CHÍNH " + state1 + "\nSố: 77/STC-VP Cần Thơ, ngày 9 tháng 3 năm 2026\nV/v cung cấp số liệu giải ngân\nKính gửi: Sở Nội vụ",
			Guess{"77/STC-VP", "2026-03-09", "Sở Tài chính", "letter", "Cung cấp số liệu giải ngân", ""},
		},
		{
			"commune",
			"ỦY BAN NHÂN DÂN\nXÃ PHONG ĐIỀN\n" + state1 + "\n" + motto + "\nSố: 112/TB-UBND\nPhong Điền, ngày 15 tháng 8 năm 2026\nTHÔNG BÁO\nLịch tiếp công dân của lãnh đạo xã\n\nUBND xã thông báo\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nThạch Sơn",
			Guess{"112/TB-UBND", "2026-08-15", "Ủy ban nhân dân xã Phong Điền", "notice", "Lịch tiếp công dân của lãnh đạo xã", "Thạch Sơn"},
		},
		{
			"resolution of a council",
			"HỘI ĐỒNG NHÂN DÂN\nTHÀNH PHỐ CẦN THƠ\nSố: 18/2026/NQ-HĐND\nCần Thơ, ngày 10 tháng 7 năm 2026\nNGHỊ QUYẾT\nQuy định mức thu phí dịch vụ công trực tuyến\nHỘI ĐỒNG NHÂN DÂN THÀNH PHỐ CẦN THƠ\nCăn cứ Luật ngày 1 tháng 1 năm 2025",
			Guess{"18/2026/NQ-HĐND", "2026-07-10", "Hội đồng nhân dân thành phố Cần Thơ", "resolution", "Quy định mức thu phí dịch vụ công trực tuyến", ""},
		},
		{
			"read from a picture, with faults",
			"UBND THANH PHÓ CẦN THƠ CỌNG HOÀ XÃ HỘI CHÚ NGHĨA VIỆT NAM\nSỞ TƯ PHÁP Độc lập – Tự do — Hạnh phúc\nSó: 4l/QĐ-STP Cần Thơ, ngảy l5 tháng 04 năm 2O26\nQUYÉT Đ|NH\nVê việc công bố danh mục thủ tục hành chính\nGIÁM ĐỐC SỞ TƯ PHÁP",
			Guess{"41/QĐ-STP", "2026-04-15", "Sở Tư pháp", "decision", "Công bố danh mục thủ tục hành chính", ""},
		},
		{
			"number left to be written by hand",
			"UBND THÀNH PHỐ CẦN THƠ\nSỞ Y TẾ\nSố:       /TTr-SYT\nCần Thơ, ngày     tháng 02 năm 2026\nTỜ TRÌNH\nVề việc phê duyệt đề án\nKính gửi: Ủy ban nhân dân thành phố",
			Guess{"", "", "Sở Y tế", "proposal", "Phê duyệt đề án", ""},
		},
		{
			"party paper, dash before the slash",
			"THÀNH ỦY CẦN THƠ\nSố 214-QĐ/TU\nCần Thơ, ngày 3 tháng 2 năm 2026\nQUYẾT ĐỊNH\nvề việc kiện toàn Ban Chỉ đạo\n-----\nCăn cứ Điều lệ",
			Guess{"214-QĐ/TU", "2026-02-03", "Thành ủy Cần Thơ", "decision", "Kiện toàn Ban Chỉ đạo", ""},
		},
		{
			"letters of the title set apart",
			"UBND QUẬN NINH KIỀU\nPHÒNG NỘI VỤ\nSố: 9/KH-PNV\nNinh Kiều, ngày 05 tháng 01 năm 2026\nK Ế H O Ạ C H\nTuyên truyền cải cách hành chính năm 2026\n",
			Guess{"9/KH-PNV", "2026-01-05", "Phòng Nội vụ", "plan", "Tuyên truyền cải cách hành chính năm 2026", ""},
		},
		{
			"minutes without a number",
			"SỞ XÂY DỰNG\n" + state1 + "\nBIÊN BẢN\nHọp đánh giá, xếp loại công chức quý I năm 2026\n\nHôm nay, ngày 2 tháng 4 năm 2026",
			Guess{"", "2026-04-02", "", "minutes", "Họp đánh giá, xếp loại công chức quý I năm 2026", ""},
		},
		{"no such paper", "Danh sách lớp tập huấn\n1. Nguyễn Văn A\n2. Trần Thị B", Guess{}},
		{"nothing", "", Guess{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, GuessOf([]string{c.text})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheSignerIsOnTheLastPage(t *testing.T) {
	got := GuessOf([]string{"SỞ Y TẾ\nSố: 1/BC-SYT\nBÁO CÁO\nQuý I", "Nội dung", "GIÁM ĐỐC\n\nVõ Minh Khang\n\nPHỤ LỤC"}).Signer
	if got != "Võ Minh Khang" {
		t.Errorf("signer %q", got)
	}
}
