package web

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/report"
)

const jsonType = "application/json; charset=utf-8"

// showPublicFile serves the frozen data of a publication.
func (h *handlers) showPublicFile(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	name := r.PathValue("download")
	if strings.HasSuffix(name, ".json") {
		return h.frozenFile(r, id, name)
	}
	return h.tableFile(r, id, name)
}

// frozenFile serves bytes as they were frozen: the manifest, the results, or
// the bundle of one block.
func (h *handlers) frozenFile(r *httpx.Request, id par.ID, name string) (httpx.Reply, error) {
	a, err := h.Publications.PublicFile(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	switch name {
	case "manifest.json":
		return fileOf(a.Publication, name, jsonType, a.Manifest), nil
	case "result.json":
		body, err := resultFile(a)
		return fileOf(a.Publication, name, jsonType, body), err
	}
	for _, f := range a.Files {
		if name == f.Block+".bundle.json" {
			return fileOf(a.Publication, name, jsonType, []byte(f.Bundle)), nil
		}
	}
	return nil, par.E(par.NotFound, "error.not_found")
}

// published is the form of result.json: what was published, under which id and hash.
type published struct {
	Format      string           `json:"format"`
	Publication par.ID           `json:"publication"`
	Hash        string           `json:"hash"`
	Title       string           `json:"title"`
	Year        int              `json:"year"`
	Note        string           `json:"note"`
	Manifest    json.RawMessage  `json:"manifest"`
	Blocks      []publishedBlock `json:"blocks"`
}

type publishedBlock struct {
	Block  string          `json:"block"`
	Name   string          `json:"name"`
	Result json.RawMessage `json:"result"`
}

func resultFile(a publication.Archive) ([]byte, error) {
	p := published{
		Format: "parindex.published/1", Publication: a.Publication.ID, Hash: a.Publication.Hash, Title: a.Publication.Title,
		Year: a.Publication.Year, Note: a.Publication.DemoNote, Manifest: a.Manifest,
	}
	for _, f := range a.Files {
		p.Blocks = append(p.Blocks, publishedBlock{f.Block, f.Name, json.RawMessage(f.Result)})
	}
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false) // the results stay as they were frozen, byte for byte
	err := e.Encode(p)
	return body.Bytes(), err
}

// fileOf is one file whose name carries year and hash.
func fileOf(p publication.Publication, name, kind string, body []byte) httpx.File {
	return httpx.File{
		Name: "parindex-" + strconv.Itoa(p.Year) + "-" + string(p.ID) + "-" + p.Short() + "-" + name,
		Type: kind, Size: int64(len(body)), Tag: p.Short() + "-" + name, Content: content{bytes.NewReader(body)},
	}
}

// tableFile serves tables made of the frozen result in the reader's language.
func (h *handlers) tableFile(r *httpx.Request, id par.ID, name string) (httpx.Reply, error) {
	results, err := h.Publications.PublicResults(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	t := tables{p: printer(r), results: results}
	var body bytes.Buffer
	var write func(io.Writer) error
	kind := report.CSVType
	switch name {
	case "units.csv":
		write = func(w io.Writer) error { return report.WriteCSV(w, t.units()) }
	case "criteria.csv":
		write = func(w io.Writer) error { return report.WriteCSV(w, t.criteria()) }
	case "result.xlsx":
		kind = report.XLSXType
		write = func(w io.Writer) error { return report.WriteXLSX(w, t.about(), t.units(), t.areas(), t.criteria()) }
	default:
		return nil, par.E(par.NotFound, "error.not_found")
	}
	if err := write(&body); err != nil {
		return nil, err
	}
	file := fileOf(results.Publication, name, kind, body.Bytes())
	file.Tag += "-" + string(t.p.Lang())
	file.Private = true // the words depend on the reader's language
	return file, nil
}
