#!/usr/bin/env bash
# Runs a command with a private Postfix beside it:
#
#   scripts/with-mta.sh go test -tags mta -run RealMailServer ./internal/mail
#
# Configuration, queue and mailboxes live in a temporary folder, the server listens on a free loopback
# port, and all is gone when the command has ended, however it ended. A Postfix of the system is neither
# read nor touched. The command finds in its environment
#
#   KREISLAUF_TEST_MTA        host:port of the server, which offers STARTTLS
#   KREISLAUF_TEST_MTA_CA     file with the certificate to trust
#   KREISLAUF_TEST_MTA_MAIL   folder with one Maildir for each of the two mailboxes: "ute" for
#                             ute@mail.example and "kreislauf" for kreislauf@mail.example
#
# Every other address at mail.example is refused; mail to gone.example is taken and then bounces.
# Postfix needs root to run its parts as its own user.
set -euo pipefail

if [ $# -eq 0 ]; then
  echo "usage: scripts/with-mta.sh COMMAND [ARGUMENT...]" >&2
  exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "with-mta: Postfix can be started by root only" >&2
  exit 1
fi
PATH=$PATH:/usr/sbin
if ! command -v postfix >/dev/null || ! command -v openssl >/dev/null; then
  echo "with-mta: postfix or openssl is missing; make mta installs them" >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/kreislauf-mta.XXXXXX")
chmod 755 "$folder"
server=''

clean_up() {
  trap '' INT TERM HUP
  if [ -n "$server" ]; then
    postfix -c "$folder/etc" stop >/dev/null 2>&1 || true
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

mkdir -p "$folder"/{etc,queue,data,mail}
owner=$(id -u postfix)
group=$(id -g postfix)
chown postfix "$folder/data"
echo 'exit 67' >"$folder/gone.sh" # EX_NOUSER
chown -R "$owner:$group" "$folder/mail"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
  -addext 'subjectAltName=IP:127.0.0.1' -keyout "$folder/key.pem" -out "$folder/ca.pem" 2>/dev/null

configure() {
  cat >"$folder/etc/main.cf" <<CONFIG
compatibility_level = 3.6
queue_directory = $folder/queue
data_directory = $folder/data
maillog_file = /dev/stdout
multi_instance_name = kreislauf-test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mta.mail.example
mydestination =
mynetworks = 127.0.0.0/8
local_transport = error:no local mail
default_transport = error:no way out
alias_maps =
biff = no
smtpd_tls_cert_file = $folder/ca.pem
smtpd_tls_key_file = $folder/key.pem
smtpd_tls_security_level = may
virtual_mailbox_domains = mail.example
virtual_mailbox_base = $folder/mail
virtual_mailbox_maps = inline:{ { ute@mail.example = ute/ }, { kreislauf@mail.example = kreislauf/ } }
virtual_minimum_uid = 1
virtual_uid_maps = static:$owner
virtual_gid_maps = static:$group
relay_domains = gone.example
transport_maps = inline:{ { gone.example = gone: } }
CONFIG
  cat >"$folder/etc/master.cf" <<CONFIG
127.0.0.1:$1 inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
gone unix - n n - - pipe user=nobody argv=/bin/sh $folder/gone.sh
CONFIG
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && read -r -t 5 line <&3 && [[ $line == 220* ]]) 2>/dev/null; }

start_server() {
  configure "$1"
  postfix -c "$folder/etc" start-fg >"$folder/server.log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 150); do
    kill -0 "$server" 2>/dev/null || break
    answers "$1" && return 0
    sleep 0.1
  done
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=''
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
  echo "with-mta: the server did not start" >&2
  exit 1
fi

export KREISLAUF_TEST_MTA="127.0.0.1:$port" KREISLAUF_TEST_MTA_CA="$folder/ca.pem" KREISLAUF_TEST_MTA_MAIL="$folder/mail"
status=0
"$@" || status=$?
if [ "$status" -ne 0 ]; then
  cat "$folder/server.log" >&2
fi
exit "$status"
