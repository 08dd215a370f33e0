// Package blob owns files stored by content: each lies once under the SHA-256
// of its bytes, is written whole or not at all, and never changes afterwards.
//
// It must not know what a file is about or who may read it; package evidence
// decides that by row and policy, never by hash. Start with Stage and Keep.
package blob
