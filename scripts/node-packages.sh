#!/usr/bin/env bash
# Brings node_modules to the state of package-lock.json; does nothing where it is there already.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# npm writes its own list into node_modules; a copy of the lock file says whether it is still this one.
installed=node_modules/.installed-lock.json
if cmp -s package-lock.json "$installed"; then
  exit 0
fi
npm ci --no-progress </dev/null
cp package-lock.json "$installed"
