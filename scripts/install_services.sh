#!/usr/bin/env bash
# What the tests start beside Python: a browser, PostgreSQL, Redis, the filter of system calls, openssl, curl.
# Installs what is missing where apt can; elsewhere says which tests will be skipped.
set -euo pipefail

missing=()
ldconfig -p | grep -q libseccomp.so.2 || missing+=(libseccomp2)
command -v openssl >/dev/null || missing+=(openssl)
command -v curl >/dev/null || missing+=(curl)
command -v redis-server >/dev/null || missing+=(redis-server)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} -gt 0 ] || exit 0

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
else
  echo "Not installed: ${missing[*]}. Tests that need them are skipped, and named at the end." >&2
  echo "To run them too: sudo apt-get install ${missing[*]}" >&2
fi
