package report

import (
	"archive/zip"
	"errors"
	"path"
	"strings"

	"parindex/internal/par"
)

// compound begins files of old spreadsheets, and of new ones with a password.
const compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// carried are the endings of files within a file that no workbook of ours needs.
var carried = []string{".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".docm", ".rar", ".7z", ".jar", ".exe", ".js", ".vbs", ".lnk"}

// checkDirectory looks at the list of parts before any is opened: what it says
// of itself must already lie within the limits. What is really read is
// measured again, for the list may lie.
func checkDirectory(parts []*zip.File, limits Limits) error {
	total := uint64(0)
	for _, f := range parts {
		size := f.UncompressedSize64
		if total += size; size > uint64(limits.Part) {
			return par.E(par.TooLarge, "report.part_limit", "limit", int(limits.Part>>20))
		}
		if total > uint64(limits.Unpacked) {
			return par.E(par.TooLarge, "report.unpacked_limit", "limit", int(limits.Unpacked>>20))
		}
		if err := checkName(f.Name); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name string) error {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(name, "\\"), strings.HasPrefix(name, "/"), strings.Contains(name, ".."), strings.ContainsRune(name, 0):
		return notWorkbook(errors.New("a part with the name " + name))
	case strings.HasSuffix(lower, "vbaproject.bin"), strings.HasPrefix(lower, "xl/macrosheets/"):
		return par.E(par.Invalid, "report.macros")
	}
	for _, ending := range carried {
		if path.Ext(lower) == ending {
			return par.E(par.Invalid, "report.file_in_file", "name", path.Base(name))
		}
	}
	return nil
}
