package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

func version(_ context.Context, p process, _ []string) error {
	_, err := fmt.Fprintf(p.out, "kreislauf %s (%s)\n", versionName(), runtime.Version())
	return err
}

func versionName() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unreleased"
}
