package sign

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
)

const room = 16 << 10 // hexadecimal digits kept free for a signature

var (
	rootOf  = regexp.MustCompile(`/Root (\d+) 0 R`)
	sizeOf  = regexp.MustCompile(`/Size (\d+)`)
	startOf = regexp.MustCompile(`startxref\s+(\d+)`)
	fields  = regexp.MustCompile(`/AcroForm << /Fields \[([^\]]*)\] /SigFlags 3 >>`)
)

// PDF appends a signature of the whole file, with what is sent along of the
// chain, as an update of the file. The file is one with a plain table of
// objects, such as the ones that reports and this function write.
func (p Party) PDF(file []byte, chain ...Party) ([]byte, error) {
	u := update{file: bytes.Clone(file)}
	if err := u.begin(); err != nil {
		return nil, err
	}
	before, after := u.around()
	signature, err := p.over(append(bytes.Clone(before), after...), chain)
	if err != nil {
		return nil, err
	}
	digits := hex.EncodeToString(signature)
	if len(digits) > room {
		return nil, fmt.Errorf("the signature needs %d digits, %d are free", len(digits), room)
	}
	padded := "<" + digits + string(bytes.Repeat([]byte("0"), room-len(digits))) + ">"
	return append(append(before, padded...), after...), nil
}

// update is what is appended to a file: its catalog with one field more, the
// field, and the signature.
type update struct {
	file    []byte
	root    int // number of the catalog
	next    int // first free number
	start   int // where the last table of objects stands
	catalog []byte
	places  map[int]int
}

func (u *update) begin() error {
	last := func(pattern *regexp.Regexp) int {
		all := pattern.FindAllSubmatch(u.file, -1)
		if len(all) == 0 {
			return 0
		}
		n, _ := strconv.Atoi(string(all[len(all)-1][1]))
		return n
	}
	u.root, u.next, u.start, u.places = last(rootOf), last(sizeOf), last(startOf), map[int]int{}
	all := regexp.MustCompile(fmt.Sprintf(`(?s)\n%d 0 obj\s*<<(.*?)>>\s*endobj`, u.root)).FindAllSubmatch(u.file, -1)
	if u.root == 0 || u.next == 0 || u.start == 0 || len(all) == 0 {
		return fmt.Errorf("the file has no plain table of objects")
	}
	u.catalog = all[len(all)-1][1]
	return nil
}

func (u *update) object(number int, body string) {
	u.places[number] = len(u.file) + 1
	u.file = fmt.Appendf(u.file, "\n%d 0 obj\n<<%s", number, body)
}

// around returns the updated file as it stands before and after the signature.
func (u *update) around() (before, after []byte) {
	field, signature := u.next, u.next+1
	had := ""
	if old := fields.FindSubmatch(u.catalog); old != nil {
		had = string(old[1]) + " "
	}
	plain := fields.ReplaceAll(u.catalog, nil)
	u.object(u.root, fmt.Sprintf("%s /AcroForm << /Fields [%s%d 0 R] /SigFlags 3 >> >>\nendobj\n", plain, had, field))
	u.object(field, fmt.Sprintf(" /FT /Sig /T (Signature%d) /V %d 0 R >>\nendobj\n", field, signature))
	u.object(signature, " /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /Contents ")
	hole, back := len(u.file), len(u.file)+room+2
	tail := func(rest int) []byte {
		ranges := fmt.Sprintf(" /ByteRange [0 %010d %010d %010d] >>\nendobj\n", hole, back, rest)
		return append([]byte(ranges), u.table(back+len(ranges))...)
	}
	return u.file, tail(len(tail(0)))
}

// table lists where the new objects stand and names the table before.
func (u *update) table(at int) []byte {
	b := []byte("xref\n")
	for _, number := range []int{u.root, u.next, u.next + 1} {
		b = fmt.Appendf(b, "%d 1\n%010d 00000 n \n", number, u.places[number])
	}
	return fmt.Appendf(b, "trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n", u.next+2, u.root, u.start, at)
}
