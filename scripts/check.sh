#!/usr/bin/env bash
# All checks that are no tests. Every check runs, so that one call shows everything there is to mend; the
# exit code is 1 when any of them found something. Node packages must be in place (scripts/test-needs.sh).
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

failed=()

check() {
  local name=$1
  shift
  echo "check: $name"
  "$@" || failed+=("$name")
}

# Files that a generator writes or a formatter rewrites, tracked or new, each with its hash.
outputs() {
  git ls-files -co --exclude-standard -- '*.templ' '*_templ.go' web/static |
    while read -r file; do [ -f "$file" ] && sha256sum "$file"; done
}

# Runs a generator and fails if it changed a file: what is committed must be what the sources give. It
# compares with the files as they were, so that uncommitted work does not count as a difference.
unchanged_by() {
  local before after log
  before=$(outputs)
  if ! log=$("$@" 2>&1); then
    printf '%s\n' "$log"
    return 1
  fi
  after=$(outputs)
  if [ "$before" != "$after" ]; then
    echo "rewritten by '$*' (look at the change and commit it):"
    diff <(printf '%s\n' "$before") <(printf '%s\n' "$after") | sed -nE 's/^[<>] [0-9a-f]+ +/  /p' | sort -u
    return 1
  fi
}

gofmt_is_silent() {
  local files
  files=$(git ls-files -co --exclude-standard '*.go' ':!*_templ.go' | while read -r file; do [ -f "$file" ] && printf '%s\n' "$file"; done | xargs gofmt -l) || return 1
  [ -z "$files" ] || { printf 'not formatted:\n%s\n' "$files"; return 1; }
}

# Tests get along with the Node of Debian 12; Tailwind does not, and npm then leaves its program out.
built_files_are_current() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]') || return 1
  if [ "$major" -lt 20 ]; then
    echo "building CSS and scripts needs Node 20 or newer; here is $(node --version)"
    return 1
  fi
  unchanged_by npm run build
}

lock_file_has_no_addresses() {
  ! grep -n '"resolved"' package-lock.json
}

# govulncheck exits with 3 when it found something, and with 1 for everything else, an unreachable
# database included. The latter is said and passes: the check has not been made, and nothing is known.
no_known_vulnerability() {
  local output code=0
  output=$(go tool govulncheck ./... 2>&1) || code=$?
  if [ "$code" -ne 0 ] && [ "$code" -ne 3 ] && grep -q 'fetching vulnerabilities' <<<"$output"; then
    echo "NOT CHECKED: the vulnerability database cannot be reached from here"
    return 0
  fi
  [ "$code" -eq 0 ] || printf '%s\n' "$output"
  return "$code"
}

check 'gofmt' gofmt_is_silent
check 'templ fmt' unchanged_by go tool templ fmt web/templates
check 'templ generate' unchanged_by go tool templ generate -path web/templates
check 'npm run build' built_files_are_current
check 'package-lock.json without download addresses' lock_file_has_no_addresses
check 'go mod tidy' go mod tidy -diff
check 'go vet' go vet ./...
check 'staticcheck' go tool staticcheck ./...
check 'govulncheck' no_known_vulnerability

if [ ${#failed[@]} -gt 0 ]; then
  printf 'check: failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
echo 'check: everything in order'
