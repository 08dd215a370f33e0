// Package extract owns the reading of files that strangers have written: the
// text of their pages, the pictures of pages, the signatures, in a process of
// its own that is limited in time, memory and what it may touch. A hostile file
// can cost that process and nothing else.
//
// It must not know documents, units or the store. Start with Reader, which
// starts the process, and Main, which is what runs in it.
package extract
