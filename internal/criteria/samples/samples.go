// Package samples owns the sample criteria sets that ship with the program:
// one each for departments (so), districts (huyen) and communes (xa). They
// were written for demonstration and are no agency's regulation; each file
// says so in its "sample" and "note" fields.
//
// A file is an envelope, "parindex.set/1": the set exactly as a bundle carries
// it, and beside it a guide for each leaf (help, evidence asked for, code of
// the appraising agency). The package hands out bytes and knows nothing of
// scoring, storage or pages. Start at Read.
package samples

import (
	"embed"
	"io/fs"
	"sort"
	"strings"
)

//go:embed *.json
var files embed.FS

// Names lists the sample sets that Read knows, in alphabetical order.
func Names() []string {
	paths, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err) // The pattern is a constant, so it is either always or never right.
	}
	names := make([]string, 0, len(paths))
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(path, ".json"))
	}
	sort.Strings(names)
	return names
}

// Read returns the envelope of the sample set called name, as JSON. The error
// wraps fs.ErrNotExist when there is no such set.
func Read(name string) ([]byte, error) {
	return files.ReadFile(name + ".json")
}
