package evidence

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/i18n"
)

const (
	shingleWords = 5         // words in a row that are compared
	fewWords     = 40        // a text with fewer is like many others
	mostCompared = 256 << 10 // bytes of a text that are compared
	bands        = 16        // of a sketch: two texts that share one are worth comparing
	bandRows     = 5         // least values that make a band
	mostAlike    = 50        // files that one is compared with
	nearly       = 80        // percent from which texts are nearly the same
)

// shingles are the sequences of words of a text, as numbers. A text of few
// words has none.
func shingles(text string) map[uint64]bool {
	if len(text) > mostCompared {
		text = text[:mostCompared]
	}
	words := strings.FieldsFunc(i18n.Fold(text), func(c rune) bool {
		return c < '0' || c > '9' && c < 'a' || c > 'z' && c < 0x80
	})
	if len(words) < fewWords {
		return nil
	}
	all := make(map[uint64]bool, len(words))
	for i := range len(words) - shingleWords + 1 {
		h := fnv.New64a()
		for _, w := range words[i : i+shingleWords] {
			_, _ = h.Write([]byte(w)) // a hash takes everything
			_, _ = h.Write([]byte{' '})
		}
		all[h.Sum64()] = true
	}
	return all
}

// sketchOf is what texts that are nearly the same most likely share a part of:
// for each band a number made of the least of its shingles in several orders.
func sketchOf(all map[uint64]bool) []int64 {
	if len(all) == 0 {
		return nil
	}
	var least [bands * bandRows]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for s := range all {
		for i := range least {
			least[i] = min(least[i], mix(s+uint64(i)*0x9e3779b97f4a7c15))
		}
	}
	values := make([]int64, bands)
	for b := range values {
		sum := uint64(b)
		for _, v := range least[b*bandRows : (b+1)*bandRows] {
			sum = mix(sum ^ v)
		}
		values[b] = int64(sum)
	}
	return values
}

// mix spreads the bits of a number over all of it.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// likeness is how many of a hundred sequences of two texts are in both.
func likeness(a, b map[uint64]bool) int64 {
	both := 0
	for s := range a {
		if b[s] {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	return int64(100 * both / (len(a) + len(b) - both))
}

// alike is what the text of a file is compared by, and what it is nearly the same as.
type alike struct {
	known  bool // false: the text is not whole yet, so nothing is to be written
	sketch []int64
	twins  []twin
}

type twin struct {
	hash    string
	percent int64
}

// compare looks for files of nearly the same text. While pictures are still
// being read the text is not whole.
func (s *Service) compare(ctx context.Context, fact FileFact, fresh []PageText) (alike, error) {
	if fact.State != Read || fact.Facts.OCR == OCRWaiting || fresh == nil {
		return alike{}, nil
	}
	a := alike{known: true}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		before, err := TextOf(tx, fact.Hash)
		if err != nil {
			return err
		}
		mine := shingles(joined(before, fresh))
		if a.sketch = sketchOf(mine); a.sketch == nil {
			return nil
		}
		others, err := sharingBand(tx, fact.Hash, a.sketch)
		if err != nil {
			return err
		}
		a.twins = nil
		for _, other := range others {
			theirs, err := TextOf(tx, other)
			if err != nil {
				return err
			}
			if percent := likeness(mine, shingles(joined(theirs, nil))); percent >= nearly {
				a.twins = append(a.twins, twin{other, percent})
			}
		}
		return nil
	})
	return a, err
}

// joined is the text of a file: pages in their order, the fresh ones in the
// place of those before.
func joined(before, fresh []PageText) string {
	all := slices.Clone(fresh)
	for _, t := range before {
		if !slices.ContainsFunc(fresh, func(f PageText) bool { return f.Page == t.Page }) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b PageText) int { return cmp.Compare(a.Page, b.Page) })
	var text strings.Builder
	for _, t := range all {
		text.WriteString(t.Body)
		text.WriteByte('\n')
	}
	return text.String()
}

const selectSharingBand = `
SELECT file_hash
FROM file_sketch
WHERE file_hash <> $1 AND (%s)
GROUP BY file_hash
ORDER BY COUNT(*) DESC, file_hash
LIMIT %d`

// sharingBand lists the files whose sketch shares most with one.
func sharingBand(tx *db.Tx, hash string, sketch []int64) ([]string, error) {
	args, where := []any{hash}, make([]string, len(sketch))
	for band, value := range sketch {
		args = append(args, band, value)
		where[band] = fmt.Sprintf("band = $%d AND value = $%d", len(args)-1, len(args))
	}
	return db.List(tx, db.Value[string], fmt.Sprintf(selectSharingBand, strings.Join(where, " OR "), mostAlike), args...)
}

const deleteSketch = `
DELETE FROM file_sketch
WHERE file_hash = $1`

const deleteTwins = `
DELETE FROM file_twin
WHERE file_hash = $1 OR other_hash = $1`

const insertSketch = `
INSERT INTO file_sketch (file_hash, band, value)
VALUES ($1, $2, $3)`

const insertTwin = `
INSERT INTO file_twin (file_hash, other_hash, percent)
VALUES ($1, $2, $3)`

// write keeps what a file is compared by and what it is like.
func (a alike) write(tx *db.Tx, hash string) error {
	if !a.known {
		return nil
	}
	for _, clear := range []string{deleteSketch, deleteTwins} {
		if _, err := tx.Exec(clear, hash); err != nil {
			return err
		}
	}
	for band, value := range a.sketch {
		if _, err := tx.Exec(insertSketch, hash, band, value); err != nil {
			return err
		}
	}
	for _, t := range a.twins {
		if _, err := tx.Exec(insertTwin, hash, t.hash, t.percent); err != nil {
			return err
		}
		if _, err := tx.Exec(insertTwin, t.hash, hash, t.percent); err != nil {
			return err
		}
	}
	return nil
}
