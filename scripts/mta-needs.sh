#!/usr/bin/env bash
# Installs Postfix and openssl where they are missing, on Debian and Ubuntu as root or with sudo. Postfix
# is left without a configuration, so that no mail server of the system starts.
set -euo pipefail
PATH=$PATH:/usr/sbin

if command -v postfix >/dev/null && command -v openssl >/dev/null; then
  exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
  echo "mta-needs: install postfix and openssl with your package manager" >&2
  exit 1
fi
"${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -q
echo 'postfix postfix/main_mailer_type select No configuration' | "${as_root[@]}" debconf-set-selections
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get -o DPkg::Lock::Timeout=300 install -q -y --no-install-recommends postfix openssl </dev/null
