package web

import (
	"bytes"

	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/report"
)

// exporting tells whether the address of a list asks for the list as a file:
// ?format=xlsx or ?format=csv, beside the filter of the page.
func exporting(r *httpx.Request) bool { return r.Text("format") != "" }

// export answers with a list as the file that the address asks for. A CSV holds
// the first table, an XLSX each on a sheet of its own.
func export(r *httpx.Request, name string, tables ...report.Table) (httpx.Reply, error) {
	switch r.Text("format") {
	case "xlsx":
		return workbook(name+".xlsx", tables...)
	case "csv":
		var file bytes.Buffer
		if err := report.WriteCSV(&file, tables[0]); err != nil {
			return nil, err
		}
		return download(name+".csv", report.CSVType, file.Bytes()), nil
	}
	return nil, par.E(par.NotFound, "error.not_found")
}
