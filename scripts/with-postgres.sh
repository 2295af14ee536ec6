#!/usr/bin/env bash
# Runs a command with a private PostgreSQL beside it:
#
#   scripts/with-postgres.sh go test ./internal/store/...
#
# The server lives in a temporary folder on a free loopback port, and its address stands in
# KREISLAUF_TEST_POSTGRES. Server and folder are gone when the command has ended, however it ended.
# KREISLAUF_POSTGRES_DURABLE=1 keeps fsync on, so that benchmark figures mean something.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# -eq 0 ]; then
  echo "usage: scripts/with-postgres.sh COMMAND [ARGUMENT...]" >&2
  exit 2
fi
if ! bin=$("$here/postgres-bin.sh"); then
  echo "with-postgres: no PostgreSQL 15 or newer found; scripts/test-needs.sh installs it" >&2
  exit 1
fi

# initdb and the server refuse to run as root. setpriv replaces itself by the server, so that the pid
# is the server's own, and lets the kernel stop the server should this script be killed outright.
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
  if ! id postgres >/dev/null 2>&1; then
    echo "with-postgres: root needs the system user postgres, as the server's package creates it" >&2
    exit 1
  fi
  as_owner=(setpriv --reuid=postgres --regid=postgres --init-groups --pdeathsig=INT)
elif command -v setpriv >/dev/null; then
  as_owner=(setpriv --pdeathsig=INT)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/kreislauf-postgres.XXXXXX")
server=''

stop_server() {
  [ -n "$server" ] || return 0
  kill -INT "$server" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  kill -QUIT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=''
}

clean_up() {
  trap '' INT TERM HUP
  stop_server
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/password"
[ "$(id -u)" -ne 0 ] || chown -R postgres:postgres "$folder"

# The locale C sorts by bytes, as SQLite does. Plain passwords on the loopback spare each of the many
# test connections the key stretching.
if ! "${as_owner[@]}" "$bin/initdb" --pgdata="$folder/data" --username=kreislauf --pwfile="$folder/password" \
  --auth=password --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1; then
  cat "$folder/initdb.log" >&2
  exit 1
fi

# wal_keep_size: the attack tests read the log that was written since they began, while other tests' new
# databases bring checkpoint after checkpoint.
settings=(
  -c listen_addresses=127.0.0.1
  -c unix_socket_directories="$folder"
  -c max_connections=300
  -c shared_buffers=128MB
  -c wal_keep_size=1GB
  -c log_min_messages=fatal
)
if [ -z "${KREISLAUF_POSTGRES_DURABLE:-}" ]; then
  settings+=(-c fsync=off -c full_page_writes=off)
fi

start_server() {
  "${as_owner[@]}" "$bin/postgres" -D "$folder/data" -p "$1" "${settings[@]}" >"$folder/server.log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 300); do
    kill -0 "$server" 2>/dev/null || break
    if "$bin/pg_isready" --quiet --host=127.0.0.1 --port="$1" && grep -qx "$server" <(head -n 1 "$folder/data/postmaster.pid"); then
      return 0
    fi
    sleep 0.1
  done
  stop_server
  return 1
}

# A port can be taken between the choice and the start, hence the second and third choice.
for _ in 1 2 3; do
  port=$((RANDOM % 20000 + 12000))
  if start_server "$port"; then
    break
  fi
done
if [ -z "$server" ]; then
  cat "$folder/server.log" >&2
  echo "with-postgres: the server did not start" >&2
  exit 1
fi

export KREISLAUF_TEST_POSTGRES="postgres://kreislauf:$password@127.0.0.1:$port/postgres?sslmode=disable"
status=0
"$@" || status=$?
exit "$status"
