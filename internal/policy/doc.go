// Package policy answers one question from one table: may this actor do this
// action to this resource now? The answer is a Permit or a refusal that
// explains itself.
//
// It is pure: no I/O, no clock, no SQL. Deny is the default. Start with
// table.go, which officials can read as docs/POLICY.md.
package policy
