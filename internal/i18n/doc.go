// Package i18n owns what the program says: the catalogue of texts in
// Vietnamese and English, the forms of numbers, days and times in each, and
// how Vietnamese words are sorted and searched.
//
// It must not know what a text is about: it knows keys, not rounds or units.
// Start with printer.go; the texts are in catalog/vi and catalog/en, one file
// for each capability.
package i18n
