#!/usr/bin/env bash
# Makes deploy/secrets for docker-compose.yml: a random database password in the two places that need it,
# and the mail server's address given as the argument. It never replaces a secret that is there.
#
#   deploy/new-secrets.sh smtp://user:password@mail.example.org:587
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: deploy/new-secrets.sh smtp://USER:PASSWORD@HOST:PORT" >&2
  exit 2
fi
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/secrets
if [ -e "$folder/database_url" ]; then
  echo "new-secrets: $folder is filled already; nothing changed" >&2
  exit 1
fi

# The containers' users read the files, whose numbers mean nothing on this machine; the folder keeps
# everybody else out.
umask 022
mkdir -p "$folder"
chmod 0700 "$folder"
password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/postgres_password"
printf 'postgres://kreislauf:%s@postgres:5432/kreislauf?sslmode=disable\n' "$password" >"$folder/database_url"
printf '%s\n' "$1" >"$folder/mail_url"
