package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthcheck asks a running server whether it is ready, for containers that
// have no other program.
func healthcheck(ctx context.Context, p process, args []string) error {
	c, err := p.settings("healthcheck", args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(c.Listen)+"/readyz", http.NoBody)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("healthcheck: %w", err)
	}
	defer func() { _ = answer.Body.Close() }() // only the status is read
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("healthcheck: the server answered %d", answer.StatusCode)
	}
	return nil
}

// reachable turns "every address" into one that can be called.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || (host != "" && !net.ParseIP(host).IsUnspecified()) {
		return listen
	}
	return net.JoinHostPort("127.0.0.1", port)
}
