package web

import "strings"

// run is lines of a plain text that belong together: a paragraph or a list.
type run struct {
	Items bool
	Lines []string
}

// blocksOfText cuts a plain text at blank lines, and each block into
// paragraphs and lists; lines that begin with a dash are items.
func blocksOfText(text string) [][]run {
	var blocks [][]run
	for _, block := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		var runs []run
		for _, line := range strings.Split(block, "\n") {
			item, dashed := strings.CutPrefix(strings.TrimSpace(line), "- ")
			if item == "" {
				continue
			}
			if n := len(runs); n == 0 || runs[n-1].Items != dashed {
				runs = append(runs, run{Items: dashed})
			}
			last := &runs[len(runs)-1]
			last.Lines = append(last.Lines, item)
		}
		blocks = append(blocks, runs)
	}
	return blocks
}

// headed tells whether the first line of a block is its heading: the very
// first line of a text, or a line before a list.
func headed(block []run, number int) bool {
	return number == 0 && len(block[0].Lines) == 1 || len(block) > 1 && !block[0].Items && len(block[0].Lines) == 1 && block[1].Items
}
