#!/usr/bin/env bash
# Installs what checks and tests need and this machine lacks: a C compiler (race detector), PostgreSQL 15
# or newer, Chromium with a font, Node with npm, and the Node packages of package-lock.json. On Debian and
# Ubuntu, as root or with sudo; elsewhere it prints the one command to run, and fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

have() { command -v "$1" >/dev/null 2>&1; }
have_postgres() { scripts/postgres-bin.sh >/dev/null; }
have_chromium() { [ -n "${KREISLAUF_CHROMIUM:-}" ] || have chromium || have chromium-browser || have google-chrome; }
have_font() { ! have fc-list || [ -n "$(fc-list)" ]; }

missing() {
  have gcc || echo gcc
  have_postgres || echo postgresql
  have_chromium || echo chromium
  have_font || echo fonts
  { have node && have npm; } || echo node
}

# The distribution's package names for one missing part. Ubuntu's Chromium is called otherwise.
packages_for() {
  case $1 in
    gcc) echo gcc libc6-dev ;;
    postgresql) echo postgresql ;;
    chromium)
      if apt-cache show chromium >/dev/null 2>&1; then echo chromium fonts-liberation; else echo chromium-browser fonts-liberation; fi ;;
    fonts) echo fonts-liberation ;;
    node) echo nodejs npm ;;
  esac
}

install_missing() {
  local parts=$1 as_root=() packages=() part
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
  fi
  if ! have apt-get || { [ "$(id -u)" -ne 0 ] && ! have sudo; }; then
    explain "$parts"
    exit 1
  fi
  echo "test-needs: installing $(tr '\n' ' ' <<<"$parts")"
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -q
  for part in $parts; do
    read -ra names <<<"$(packages_for "$part")"
    packages+=("${names[@]}")
  done
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends "${packages[@]}" </dev/null
}

explain() {
  echo "test-needs: missing here: $(tr '\n' ' ' <<<"$1")" >&2
  echo "test-needs: install them, then run this again:" >&2
  if have apt-get; then
    echo "  su -c 'apt-get update && apt-get install --no-install-recommends gcc libc6-dev postgresql chromium fonts-liberation nodejs npm'" >&2
  elif have dnf; then
    echo "  sudo dnf install gcc postgresql-server chromium liberation-fonts nodejs npm" >&2
  elif have pacman; then
    echo "  sudo pacman -S --needed gcc postgresql chromium ttf-liberation nodejs npm" >&2
  elif have brew; then
    echo "  brew install gcc postgresql@17 node && brew install --cask chromium" >&2
  else
    echo "  (your package manager) install gcc postgresql-server chromium liberation-fonts nodejs npm" >&2
  fi
}

parts=$(missing)
if [ -n "$parts" ]; then
  install_missing "$parts"
  still=$(missing)
  if [ -n "$still" ]; then
    explain "$still"
    exit 1
  fi
fi
scripts/node-packages.sh
