package testenv

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

const serverVariable = "KREISLAUF_TEST_POSTGRES"

// Postgres creates an empty database on the server named by KREISLAUF_TEST_POSTGRES and returns its URL.
// The database is dropped, whoever is still connected, when the test ends. The test fails without a server.
func Postgres(t testing.TB) string {
	t.Helper()
	server, err := serverURL(os.Getenv(serverVariable))
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	ctx := context.WithoutCancel(t.Context())
	if err := execute(ctx, server, "CREATE DATABASE "+name+" TEMPLATE template0 STRATEGY FILE_COPY"); err != nil {
		t.Fatalf("create test database: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(ctx, server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("drop test database: %v", err)
		}
	})
	database := *server
	database.Path = "/" + name
	return database.String()
}

func serverURL(value string) (*url.URL, error) {
	if value == "" {
		return nil, errors.New(serverVariable + " is not set: " + howToRun)
	}
	server, err := url.Parse(value)
	if err != nil || server.Scheme != "postgres" {
		return nil, errors.New(serverVariable + " is no postgres:// address")
	}
	return server, nil
}

func execute(ctx context.Context, server *url.URL, statement string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	connection, err := pgx.Connect(ctx, server.String())
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	_, err = connection.Exec(ctx, statement)
	return errors.Join(err, connection.Close(ctx))
}
