package web

import (
	"crypto/sha1" //nolint:gosec // the protocol demands it; it finds faults of the line, not of people
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// uploadRoutes take files in by tus 1.0, the protocol of uploads that go on
// where they were cut off. What they take in is no document yet.
func (h *handlers) uploadRoutes() []httpx.Route {
	const begin, one = "/units/{unit}/uploads", "/uploads/{upload}"
	row := func(method, path string, handle httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Path: path, Action: policy.SendFile, Handle: tus(handle), Body: httpx.PartBody}
	}
	return []httpx.Route{
		{Method: "OPTIONS", Path: begin, Action: policy.SendFile, Handle: h.showUploading, Body: httpx.PartBody},
		row("POST", begin, h.postUpload),
		row("HEAD", one, h.showUpload),
		row("PATCH", one, h.patchUpload),
		row("DELETE", one, h.deleteUpload),
		row("POST", one, h.overrideUpload),
	}
}

// The protocol that is spoken and what of it beyond the core.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,expiration,checksum,termination"
	tusChecksums  = "sha1,sha256"
	tusPart       = "application/offset+octet-stream"
	tusMismatch   = 460 // the protocol's own status
)

func uploadsPath(unit par.ID) string { return "/units/" + string(unit) + "/uploads" }

// tus lets a handler speak the protocol: the version is compared before and
// said with every answer, and errors get the statuses of the protocol.
func tus(handle httpx.Handler) httpx.Handler {
	return func(r *httpx.Request) (httpx.Reply, error) {
		if r.Header.Get("Tus-Resumable") != tusVersion {
			refused := par.E(par.Invalid, "evidence.tus_version", "version", tusVersion)
			return nil, httpx.Refusal{Cause: refused, Status: http.StatusPreconditionFailed, Header: map[string]string{"Tus-Resumable": tusVersion, "Tus-Version": tusVersion}}
		}
		reply, err := handle(r)
		if refused, ok := par.AsError(err); ok {
			return nil, httpx.Refusal{Cause: refused, Status: tusStatus(refused), Header: map[string]string{"Tus-Resumable": tusVersion}}
		}
		if plain, ok := reply.(httpx.Plain); ok {
			plain.Header["Tus-Resumable"] = tusVersion
			reply = plain
		}
		return reply, err
	}
}

// tusStatus is the status of a refusal where the protocol has its own; 0 elsewhere.
func tusStatus(e *par.Error) int {
	switch e.Key {
	case evidence.PartChanged:
		return tusMismatch
	case "evidence.not_a_part":
		return http.StatusUnsupportedMediaType
	case "evidence.bad_header":
		return http.StatusBadRequest
	case "evidence.arrival_taken":
		return http.StatusGone
	}
	if e.Fields["file"].Key == "blob.too_large" {
		return http.StatusRequestEntityTooLarge
	}
	return 0
}

// uploadError says a refusal in a sentence: of a form with one field, that field's.
func (h *handlers) uploadError(r *httpx.Request, e *par.Error) string {
	if text, ok := e.Fields["file"]; ok {
		return printer(r).Text(text)
	}
	return printer(r).Err(e)
}

func badHeader(name string) error { return par.E(par.Invalid, "evidence.bad_header", "name", name) }

// showUploading says what of the protocol is spoken here.
func (h *handlers) showUploading(r *httpx.Request) (httpx.Reply, error) {
	unit, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	if err := h.Evidence.MaySend(r.Context(), r.Actor, unit); err != nil {
		return nil, err
	}
	return httpx.Plain{Status: http.StatusNoContent, Header: map[string]string{
		"Tus-Resumable": tusVersion, "Tus-Version": tusVersion, "Tus-Extension": tusExtensions, "Tus-Checksum-Algorithm": tusChecksums,
		"Tus-Max-Size": strconv.FormatInt(h.Evidence.Limits().File, 10),
	}}, nil
}

// postUpload makes room for a file.
func (h *handlers) postUpload(r *httpx.Request) (httpx.Reply, error) {
	unit, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	if err := h.Evidence.MaySend(r.Context(), r.Actor, unit); err != nil {
		return nil, err
	}
	length, err := countOf(r, "Upload-Length")
	if err != nil {
		return nil, err
	}
	name, err := sentName(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return nil, err
	}
	a, err := h.Evidence.BeginArrival(r.Context(), r.Actor, unit, name, length)
	if err != nil {
		return nil, err
	}
	return httpx.Plain{Status: http.StatusCreated, Header: map[string]string{
		"Location": "/uploads/" + string(a.ID), "Upload-Expires": expires(a),
	}}, nil
}

// countOf reads a header that counts bytes.
func countOf(r *httpx.Request, header string) (int64, error) {
	n, err := strconv.ParseInt(r.Header.Get(header), 10, 64)
	if err != nil || n < 0 {
		return 0, badHeader(header)
	}
	return n, nil
}

// sentName finds the name of the file in what is told about it: pairs of a
// word and a text in base64, parted by commas. Programs call it by two words.
func sentName(metadata string) (string, error) {
	name := ""
	for _, pair := range strings.Split(metadata, ",") {
		word, coded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if word != "filename" && word != "name" {
			continue
		}
		text, err := base64.StdEncoding.DecodeString(coded)
		if err != nil {
			return "", badHeader("Upload-Metadata")
		}
		if name == "" || word == "filename" {
			name = string(text)
		}
	}
	if name == "" {
		return "", badHeader("Upload-Metadata")
	}
	return name, nil
}

func expires(a evidence.Arrival) string { return a.Expires.Std().UTC().Format(http.TimeFormat) }

// showUpload tells how far a file has come.
func (h *handlers) showUpload(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("upload")
	if err != nil {
		return nil, err
	}
	a, err := h.Evidence.ReadArrival(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	if a.State == evidence.Taken {
		return nil, par.E(par.Closed, "evidence.arrival_taken")
	}
	return httpx.Plain{Status: http.StatusOK, Header: map[string]string{
		"Upload-Offset": strconv.FormatInt(a.Received, 10), "Upload-Length": strconv.FormatInt(a.Length, 10), "Upload-Expires": expires(a),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte(a.Name)),
	}}, nil
}

// patchUpload takes the next part in.
func (h *handlers) patchUpload(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("upload")
	if err != nil {
		return nil, err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != tusPart {
		return nil, par.E(par.Invalid, "evidence.not_a_part", "type", tusPart)
	}
	part := evidence.Part{Body: r.Body, Size: r.ContentLength, Stop: r.BreakOff}
	if part.At, err = countOf(r, "Upload-Offset"); err != nil {
		return nil, err
	}
	if part.Sum, part.Want, err = checksum(r.Header.Get("Upload-Checksum")); err != nil {
		return nil, err
	}
	a, err := h.Evidence.ReceivePart(r.Context(), r.Actor, id, part)
	if err != nil {
		return nil, err
	}
	return httpx.Plain{Status: http.StatusNoContent, Header: map[string]string{
		"Upload-Offset": strconv.FormatInt(a.Received, 10), "Upload-Expires": expires(a),
	}}, nil
}

// checksum reads what a part must add up to: the name of the sum and base64.
func checksum(header string) (hash.Hash, []byte, error) {
	if header == "" {
		return nil, nil, nil
	}
	name, coded, _ := strings.Cut(header, " ")
	var sum hash.Hash
	switch name {
	case "sha1":
		sum = sha1.New() //nolint:gosec // see above
	case "sha256":
		sum = sha256.New()
	default:
		return nil, nil, badHeader("Upload-Checksum")
	}
	want, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || len(want) != sum.Size() {
		return nil, nil, badHeader("Upload-Checksum")
	}
	return sum, want, nil
}

// deleteUpload gives a file up.
func (h *handlers) deleteUpload(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("upload")
	if err != nil {
		return nil, err
	}
	if err := h.Evidence.DropArrival(r.Context(), r.Actor, id); err != nil {
		return nil, err
	}
	return httpx.Plain{Status: http.StatusNoContent, Header: map[string]string{}}, nil
}

// overrideUpload serves those behind a proxy that lets only POST through.
func (h *handlers) overrideUpload(r *httpx.Request) (httpx.Reply, error) {
	switch r.Header.Get("X-HTTP-Method-Override") {
	case http.MethodPatch:
		return h.patchUpload(r)
	case http.MethodDelete:
		return h.deleteUpload(r)
	}
	return nil, badHeader("X-HTTP-Method-Override")
}
