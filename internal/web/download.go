package web

import (
	"bytes"

	"parindex/internal/httpx"
	"parindex/internal/report"
)

// content is a download that is ready in memory.
type content struct{ *bytes.Reader }

// Close has nothing to give back.
func (content) Close() error { return nil }

// download answers with a file of the given name and media type.
func download(name, mediaType string, data []byte) httpx.Reply {
	return httpx.File{Name: name, Type: mediaType, Size: int64(len(data)), Content: content{bytes.NewReader(data)}, Private: true}
}

// workbook answers with tables as XLSX.
func workbook(name string, tables ...report.Table) (httpx.Reply, error) {
	var file bytes.Buffer
	if err := report.WriteXLSX(&file, tables...); err != nil {
		return nil, err
	}
	return download(name, report.XLSXType, file.Bytes()), nil
}
