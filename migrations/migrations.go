// Package migrations owns the schema: one SQL text for both databases, in
// PostgreSQL's types, applied in order of the file names. It refuses serials,
// enums, arrays and now(); files that have been released never change.
package migrations

import "embed"

// Files holds the migrations; only .tx.up.sql files run in a transaction.
//
//go:embed *.sql
var Files embed.FS
