//go:build !unix

package main

// lockFolder relies on the database's own locks where the system has no flock.
func lockFolder(string) (unlock func(), err error) { return func() {}, nil }
