#!/usr/bin/env bash
# Prints the folder of the newest PostgreSQL server programs (15 or newer) on this machine, or fails.
# Debian keeps them outside PATH, one folder for each major version.
set -euo pipefail

candidates=$(ls -d /usr/lib/postgresql/*/bin /usr/local/opt/postgresql@*/bin /opt/homebrew/opt/postgresql@*/bin /usr/pgsql-*/bin 2>/dev/null || true)
if initdb=$(command -v initdb); then
  candidates+=$'\n'$(dirname "$initdb")
fi

best='' best_major=14
while read -r folder; do
  [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] || continue
  major=$("$folder/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')
  if [ "$major" -gt "$best_major" ]; then
    best=$folder best_major=$major
  fi
done <<<"$candidates"

[ -n "$best" ] || exit 1
printf '%s\n' "$best"
