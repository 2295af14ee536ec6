package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

func version(_ context.Context, p process, _ []string) error {
	name := "unreleased"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		name = info.Main.Version
	}
	_, err := fmt.Fprintf(p.out, "kreislauf %s (%s)\n", name, runtime.Version())
	return err
}
