# Every target has its line of help behind "##"; `make` alone prints them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench soak mta generate fmt

help: ## print these lines
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## serve ./data on 127.0.0.1:8080
	go run ./cmd/web serve

demo: ## serve the demo network on 127.0.0.1:8080
	go run ./cmd/web demo

# The race detector leaves out one package, SQLite as it was translated from C: watched, it takes two thirds of
# the time of all tests. A package with generic code may not be left out, as its copies are shared with others.
test: ## install what the tests need, then run all of them, race detector on
	scripts/test-needs.sh
	CGO_ENABLED=1 scripts/with-postgres.sh go test -race -gcflags=modernc.org/sqlite/lib=-race=false -timeout 20m ./...

check: ## format, generated files, vet, staticcheck, known vulnerabilities; no tests
	scripts/test-needs.sh
	scripts/check.sh

bench: ## print benchmark figures, PostgreSQL with durable commits
	scripts/test-needs.sh
	KREISLAUF_POSTGRES_DURABLE=1 scripts/with-postgres.sh go test -run '^$$' -bench . -benchtime 1s -timeout 30m ./...

soak: ## run the long counts (up to an hour)
	scripts/test-needs.sh
	KREISLAUF_SOAK=1 scripts/with-postgres.sh go test -run Soak -v -timeout 60m ./...

mta: ## install Postfix if it is missing, send letters through it and read what it delivers
	scripts/mta-needs.sh
	scripts/with-mta.sh go test -count 1 -tags mta -run RealMailServer -v ./internal/mail

generate: ## rebuild templates, CSS, scripts and icons
	scripts/node-packages.sh
	go tool templ generate -path web/templates
	npm run build

fmt: ## format Go and templ files
	gofmt -w $$(git ls-files -co --exclude-standard '*.go' ':!*_templ.go')
	go tool templ fmt web/templates
