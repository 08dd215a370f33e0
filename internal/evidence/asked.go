package evidence

import (
	"strings"

	"parindex/internal/i18n"
)

// kindWords are how the guides of criteria call the kinds of documents, folded.
var kindWords = map[Kind][]string{
	Decision: {"quyet dinh"}, Plan: {"ke hoach"}, ReportKind: {"bao cao"}, Letter: {"cong van", "van ban chi dao"}, Notice: {"thong bao"},
	Resolution: {"nghi quyet"}, Directive: {"chi thi"}, Proposal: {"to trinh"}, Minutes: {"bien ban"}, Regulation: {"quy che", "quy dinh noi bo"},
	Guidance: {"huong dan"}, Figures: {"bang so lieu", "danh sach", "bang thong ke"}, Picture: {"anh chup", "hinh anh"},
}

// Asked lists the kinds of documents that a guide asks for, in their order. It
// reads words, so that it may miss one; it only advises.
func Asked(guide string) []Kind {
	text := " " + strings.Join(strings.FieldsFunc(i18n.Fold(guide), func(r rune) bool { return r < 'a' || r > 'z' }), " ") + " "
	var kinds []Kind
	for _, kind := range Kinds() {
		for _, word := range kindWords[kind] {
			if strings.Contains(text, " "+word+" ") {
				kinds = append(kinds, kind)
				break
			}
		}
	}
	return kinds
}

// StillAsked lists the kinds that a guide asks for and nothing that is cited is of.
func StillAsked(guide string, cited []Citation) []Kind {
	present := map[Kind]bool{}
	for _, c := range cited {
		present[c.Document.Kind] = true
	}
	var missing []Kind
	for _, kind := range Asked(guide) {
		if !present[kind] {
			missing = append(missing, kind)
		}
	}
	return missing
}
