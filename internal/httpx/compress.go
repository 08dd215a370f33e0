package httpx

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// smallest is the size below which compressing costs more than it saves.
const smallest = 1400

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant of the package
	}
	return z
}}

// compress zips a body where the client takes it. Pages hold no secret that a
// stranger could guess by length: forms are protected by the origin of the request.
func compress(w http.ResponseWriter, r *Request, body []byte) []byte {
	w.Header().Add("Vary", "Accept-Encoding")
	if len(body) < smallest || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return body
	}
	var buffer bytes.Buffer
	buffer.Grow(len(body) / 4)
	z, _ := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(&buffer)
	if _, err := z.Write(body); err != nil {
		return body
	}
	if err := z.Close(); err != nil {
		return body
	}
	w.Header().Set("Content-Encoding", "gzip")
	return buffer.Bytes()
}
