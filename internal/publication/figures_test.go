package publication

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForeignFigures(t *testing.T) {
	const generated = "Chỉ số trung bình đạt 83,78, giảm 0,27 so với năm 2016 (84,05)."
	for _, c := range []struct {
		name, edited string
		want         []string
	}{
		{"as generated", generated, nil},
		{"words around the same figures", "Năm nay đạt 83,78 (giảm 0,27), theo Quyết định 123/QĐ-UBND ngày 05/02/2018.", nil},
		{"a figure that was never computed", "Chỉ số trung bình đạt 93,78, giảm 0,27.", []string{"93,78"}},
		{"each once", "99,99 và 99,99 và 1,5", []string{"99,99", "1,5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, foreignFigures(generated, c.edited)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
