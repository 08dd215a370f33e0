package evidence

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"parindex/internal/par"
)

// Limits on what a DOCX or XLSX may hold.
const (
	officeParts    = 5000
	officeUnpacked = 300 << 20 // bytes of all parts
	officePart     = 200 << 20 // bytes of one part
	officeTypes    = 1 << 20   // bytes of the list of types
)

// mainTypes is the type of the main part of a document without macros.
var mainTypes = map[string]string{
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}

// foreignEndings are endings of parts that have no place in a document.
var foreignEndings = map[string]bool{
	".exe": true, ".dll": true, ".com": true, ".scr": true, ".msi": true, ".bat": true, ".cmd": true, ".ps1": true, ".vbs": true, ".js": true,
	".jse": true, ".wsf": true, ".hta": true, ".lnk": true, ".jar": true, ".sh": true, ".html": true, ".htm": true, ".swf": true,
	".zip": true, ".rar": true, ".7z": true, ".gz": true, ".docm": true, ".xlsm": true, ".docx": true, ".xlsx": true, ".pptx": true,
}

// foreignHeads are first bytes of programs, archives and embedded objects.
var foreignHeads = [][]byte{
	[]byte("MZ"), []byte("\x7fELF"), []byte("PK\x03\x04"), []byte("Rar!"), []byte("7z\xbc\xaf"), []byte("#!"),
	[]byte("\xd0\xcf\x11\xe0"),
}

// inspectOffice reads a DOCX or XLSX through once: every part within limits
// and whole, the main part of the promised type, no macros, no programs, no
// archives within.
func inspectOffice(f source, size int64, media string) error {
	head := make([]byte, 1024)
	n, _ := f.ReadAt(head, 0) // a shorter file has a shorter head
	if !bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) || bytes.Contains(head[:n], []byte("%PDF-")) {
		return fileFault("evidence.file_foreign")
	}
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return unreadable(err)
	}
	if len(archive.File) > officeParts {
		return fileFault("evidence.office_parts", "limit", officeParts)
	}
	w := walk{left: officeUnpacked, seen: map[string]bool{}}
	for _, part := range archive.File {
		if err := w.check(part); err != nil {
			return err
		}
	}
	return checkMain(w.types, media)
}

// walk goes over the parts of a document.
type walk struct {
	left  int64 // bytes that the parts may still yield
	seen  map[string]bool
	types []byte // the list of types, as it stands
}

func (w *walk) check(part *zip.File) error {
	name := part.Name
	folded := strings.ToLower(name)
	if !fs.ValidPath(strings.TrimSuffix(name, "/")) || strings.Contains(name, `\`) || w.seen[folded] {
		return unreadable(errors.New("part " + name + " has no proper name"))
	}
	w.seen[folded] = true
	if strings.Contains(folded, "vbaproject") || strings.Contains(folded, "activex") || strings.Contains(folded, "macrosheets/") {
		return fileFault("evidence.office_macros", "part", name)
	}
	if foreignEndings[path.Ext(folded)] {
		return fileFault("evidence.office_embedded", "part", name)
	}
	if strings.HasSuffix(name, "/") {
		return nil
	}
	return w.read(part)
}

// read unpacks a part without believing the size that it claims.
func (w *walk) read(part *zip.File) error {
	body, err := part.Open()
	if err != nil {
		return unreadable(err)
	}
	defer body.Close()
	r := bufio.NewReader(body)
	head, _ := r.Peek(8) // a shorter part has a shorter head
	for _, foreign := range foreignHeads {
		if bytes.HasPrefix(head, foreign) {
			return fileFault("evidence.office_embedded", "part", part.Name)
		}
	}
	var types bytes.Buffer
	sink, most := io.Discard, min(officePart, w.left)
	if part.Name == "[Content_Types].xml" {
		sink, most = &types, min(officeTypes, w.left)
	}
	n, err := io.Copy(sink, io.LimitReader(r, most+1))
	if err != nil {
		return unreadable(err)
	}
	if n > most {
		return fileFault("evidence.office_unpacked", "limit", officeUnpacked>>20)
	}
	w.left -= n
	if types.Len() > 0 {
		w.types = types.Bytes()
	}
	return nil
}

// contentTypes is the list of types of a document's parts.
type contentTypes struct {
	Overrides []struct {
		Type string `xml:"ContentType,attr"`
	} `xml:"Override"`
	Defaults []struct {
		Type string `xml:"ContentType,attr"`
	} `xml:"Default"`
}

// checkMain asks for a main part of the promised type and for none with macros.
func checkMain(types []byte, media string) error {
	var list contentTypes
	if err := xml.Unmarshal(types, &list); err != nil {
		return unreadable(err)
	}
	found := ""
	for _, all := range [][]struct {
		Type string `xml:"ContentType,attr"`
	}{list.Overrides, list.Defaults} {
		for _, one := range all {
			if strings.Contains(strings.ToLower(one.Type), "macroenabled") {
				return fileFault("evidence.office_macros", "part", one.Type)
			}
			for kind, main := range mainTypes {
				if one.Type == main {
					found = kind
				}
			}
		}
	}
	switch found {
	case media:
		return nil
	case "":
		return fileFault("evidence.file_mismatch", "promised", nameOf(media), "found", par.T("evidence.archive"))
	}
	return fileFault("evidence.file_mismatch", "promised", nameOf(media), "found", nameOf(found))
}
