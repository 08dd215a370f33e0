// Package db owns the database: opening, migrating, transactions on both
// engines and the audit chain. The only way to run SQL is a *Tx, and the only
// ways to get one are Write, Read and Housekeep.
//
// It must not know what the tables mean; each capability owns its SQL. Start
// with write.go: one writer, group commit, one audit line for each change.
package db
