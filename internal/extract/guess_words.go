package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parindex/internal/i18n"
)

// titles are the kinds of documents by what stands over them, without blanks.
var titles = []struct{ title, kind string }{
	{"quyetdinh", "decision"}, {"kehoach", "plan"}, {"baocao", "report"}, {"thongbao", "notice"}, {"nghiquyet", "resolution"},
	{"chithi", "directive"}, {"totrinh", "proposal"}, {"bienban", "minutes"}, {"quyche", "regulation"}, {"quydinh", "regulation"},
	{"huongdan", "guidance"}, {"chuongtrinh", "plan"}, {"phuongan", "plan"}, {"dean", "plan"}, {"giaymoi", "letter"}, {"congdien", "letter"},
}

// symbols are the kinds by the beginning of a symbol.
var symbols = map[string]string{
	"qd": "decision", "kh": "plan", "bc": "report", "tb": "notice", "nq": "resolution", "ct": "directive", "ttr": "proposal",
	"bb": "minutes", "qc": "regulation", "hd": "guidance", "ctr": "plan", "pa": "plan", "da": "plan", "gm": "letter", "cd": "letter",
}

// bodies are how the names of issuing bodies begin, folded.
var bodies = strings.Split("so|ubnd|uy ban nhan dan|hoi dong|hdnd|ban|bo|van phong|vp|phong|chi cuc|cuc|tong cuc|trung tam|thanh tra|cong an|bao hiem|kho bac|truong|benh vien|thanh uy|quan uy|huyen uy|dang uy|tinh uy|uy ban|vien|quy|toa an|chinh phu|thu tuong", "|")

// offices are how the offices of those who sign begin, folded.
var offices = strings.Split("giam doc|pho giam doc|chu tich|pho chu tich|kt.|tm.|tl.|tuq.|q.|chanh van phong|pho chanh|truong|pho truong|chanh thanh tra|bi thu|pho bi thu|hieu truong|cuc truong|pho cuc|chi cuc truong|bo truong|thu truong|thu tuong|kt|tm|tl|tuq", "|")

// openings are how the texts of documents begin, folded.
var openings = strings.Split("can cu|kinh gui|thuc hien|theo|nham|de|dieu|xet|hom nay|qua|ngay|phan|i.|1.|a.|vua qua|trong|nam", "|")

// surnames are those by which names of people are told from other words, folded.
var surnames = strings.Split("nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|doan|truong|lam|mai|cao|to|ta|ha|chau|quach|thach|son|kim|danh|tang|thai|luu|trinh|dao|vuong|tu|nghiem|dam|luong|trieu|ton|hua|la|diep|vien|giang|phung|khuu|lieu|chung|ong|tieu", "|")

// kindOfTitle is the kind that a line names as a title. One letter may be
// misread; the letters may be set apart.
func kindOfTitle(line string) string {
	letters := strings.Map(func(c rune) rune {
		if c == ' ' || unicode.IsPunct(c) && c != '|' {
			return -1
		}
		return c
	}, i18n.Fold(line))
	for _, t := range titles {
		if misread(letters, t.title) <= 1 {
			return t.kind
		}
	}
	return ""
}

// misread counts the letters in which two words of one length differ; of
// different lengths they are not the same at all.
func misread(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return max(len(x), len(y))
	}
	n := 0
	for i := range x {
		if x[i] != y[i] {
			n++
		}
	}
	return n
}

// fields are words after which the name of a field begins with a capital.
var fields = []string{"so", "bo", "phong", "ban", "cuc", "va"}

// places are words after which the name of a place follows.
var places = []string{"pho", "tinh", "quan", "huyen", "xa", "phuong", "tran", "uy"}

// nameOfBody writes the name of a body that stands in capitals as it is
// written in a sentence: SỞ Y TẾ is Sở Y tế.
func nameOfBody(text string) string {
	words := strings.Fields(text)
	place := false
	for i, word := range words {
		before := ""
		if i > 0 {
			before = i18n.Fold(words[i-1])
		}
		folded := i18n.Fold(word)
		switch {
		case !strings.ContainsAny(folded, "aeiouy"): // an abbreviation
			continue
		case slices.Contains(places, before) && isPlace(words, i-1) && folded != "ban":
			place = true
			words[i] = sentence(strings.ToLower(word))
		case place && slices.Contains(places, folded):
			place = false
			words[i] = strings.ToLower(word)
		case i == 0, place, slices.Contains(fields, before) && folded != "nhan":
			words[i] = sentence(strings.ToLower(word))
		default:
			words[i] = strings.ToLower(word)
		}
	}
	return strings.Join(words, " ")
}

// isPlace tells whether a word stands for a place here: phố, trấn and phường
// do; phòng and others that fold alike do not.
func isPlace(words []string, i int) bool {
	word := strings.ToLower(words[i])
	if utf8.RuneCountInString(word) < 2 {
		return false
	}
	return slices.Contains([]string{"phố", "tỉnh", "quận", "huyện", "xã", "phường", "trấn", "ủy", "uỷ"}, i18n.NFC(word))
}
