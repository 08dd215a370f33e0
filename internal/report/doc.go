// Package report owns the forms in which values leave and enter as files: XLSX
// and CSV tables and DOCX papers are written from plain values, XLSX is read
// within limits into rows of text.
//
// It must not know what a table is about, nor ask a database or a clock. Start
// with Table and Paper; WriteXLSX, WriteCSV, WriteDOCX and ReadXLSX do the rest.
package report
