package signature

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// mark is where a signature says that it stands: it signs the bytes from 0 to
// hole and from back for rest bytes; its own bytes fill the hole between.
type mark struct{ hole, back, rest int64 }

func (m mark) end() int64 { return m.back + m.rest }

const (
	window  = 1 << 20 // bytes looked through at once
	overlap = 4 << 10 // bytes looked at twice, so that nothing falls between
)

var byteRange = regexp.MustCompile(`/ByteRange\s*\[\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*\]`)

// find looks a file through for the ranges that signatures state. A signature
// stands open in the file even where everything else is packed, since its
// ranges count bytes of the file.
func find(f io.ReaderAt, size int64) ([]mark, error) {
	var marks []mark
	seen := map[mark]bool{}
	buffer := make([]byte, window+overlap)
	for at := int64(0); at < size; at += window {
		n, err := f.ReadAt(buffer[:min(int64(len(buffer)), size-at)], at)
		if err != nil && n == 0 {
			return nil, fmt.Errorf("read for signatures: %w", err)
		}
		for _, found := range byteRange.FindAllSubmatch(buffer[:n], mostSignatures) {
			m, ok := markOf(found, size)
			if ok && !seen[m] && len(marks) < mostSignatures {
				seen[m] = true
				marks = append(marks, m)
			}
		}
	}
	return marks, nil
}

// markOf reads the four numbers of a range. Ranges that do not begin with the
// file, overlap or go beyond it are of no signature.
func markOf(found [][]byte, size int64) (mark, bool) {
	var n [4]int64
	for i := range n {
		n[i], _ = strconv.ParseInt(string(found[i+1]), 10, 64)
	}
	m := mark{hole: n[1], back: n[2], rest: n[3]}
	return m, n[0] == 0 && m.hole > 0 && m.hole < m.back && m.end() <= size
}

// contents reads what fills the hole: one string of hexadecimal digits and
// nothing else, or nil.
func (m mark) contents(f io.ReaderAt, size int64) ([]byte, error) {
	length := m.back - m.hole
	if length > 2*mostContents || m.end() > size {
		return nil, nil
	}
	raw := make([]byte, length)
	if _, err := f.ReadAt(raw, m.hole); err != nil {
		return nil, fmt.Errorf("read a signature: %w", err)
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) < 2 || raw[0] != '<' || raw[len(raw)-1] != '>' {
		return nil, nil
	}
	digits := raw[1 : len(raw)-1]
	der := make([]byte, len(digits)/2)
	if _, err := hex.Decode(der, digits[:len(der)*2]); err != nil {
		return nil, nil //nolint:nilerr // not a signature
	}
	return der, nil
}

// signed reads the bytes that the signature is about.
func (m mark) signed(f io.ReaderAt) ([]byte, error) {
	content := make([]byte, m.hole+m.rest)
	if _, err := f.ReadAt(content[:m.hole], 0); err != nil {
		return nil, fmt.Errorf("read what is signed: %w", err)
	}
	if m.rest == 0 {
		return content, nil
	}
	if n, err := f.ReadAt(content[m.hole:], m.back); err != nil && int64(n) < m.rest {
		return nil, fmt.Errorf("read what is signed: %w", err)
	}
	return content, nil
}
