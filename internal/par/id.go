package par

import (
	"encoding/base32"
	"encoding/binary"
	"io"
)

// ID is 26 characters of lower-case base 32: 48 bits of time in milliseconds,
// then 80 random bits, so that ids sort by age and cannot be guessed.
type ID string

var idEncoding = base32.HexEncoding.WithPadding(base32.NoPadding)

// NewID makes an id at the given moment from a source of randomness. A source
// that fails is a broken machine, so NewID panics.
func NewID(now Time, random io.Reader) ID {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], uint64(now/1000)<<16)
	if _, err := io.ReadFull(random, raw[6:]); err != nil {
		panic("par: no randomness: " + err.Error())
	}
	return ID(lower(idEncoding.EncodeToString(raw[:])))
}

// Valid tells whether id has the form of an id; it says nothing of existence.
func (id ID) Valid() bool {
	if len(id) != 26 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'v') {
			return false
		}
	}
	return true
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
