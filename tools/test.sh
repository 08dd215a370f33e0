#!/usr/bin/env bash
# Runs every test: with a private PostgreSQL and a browser where the machine
# has them or can get them, else with one line that says what is missing. The
# last line counts what passed, failed and was skipped. Arguments go to go
# test; PACKAGES, one a line, narrows what is tested.
set -euo pipefail
cd "$(dirname "$0")/.."

newest_postgres() { { find /usr/lib/postgresql /usr/local/pgsql -maxdepth 3 -name initdb 2>/dev/null || true; } | sort -V | tail -n 1 | xargs -r dirname; }
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

# install gets Debian's packages where that is possible without asking anyone.
install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
  echo "installing $*"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1 || echo "$* could not be installed"
}

missing=()
[ -n "${PARINDEX_TEST_POSTGRES:-}" ] || [ -n "$(newest_postgres)" ] || missing+=(postgresql)
[ -n "$(browser)" ] || missing+=(chromium)
[ ${#missing[@]} = 0 ] || install "${missing[@]}"
[ -n "$(browser)" ] || echo "no browser: install Debian's chromium; the browser tests are skipped"

# as runs a command as the owner of the database, for PostgreSQL refuses root.
as() {
  if [ "$(id -u)" != 0 ]; then "$@"
  elif command -v runuser >/dev/null; then runuser -u "$owner" -- "$@"
  else setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups -- "$@"; fi
}

# start_postgres runs a server that only this user reaches, by a socket, and
# that is gone with the tests. What it stores need not survive a power cut.
start_postgres() {
  bin=$(newest_postgres)
  if [ -z "$bin" ]; then
    echo "no PostgreSQL: install Debian's postgresql or set PARINDEX_TEST_POSTGRES; its tests are skipped"
    return 0
  fi
  owner=$(id -un postgres 2>/dev/null || echo nobody)
  home=$(mktemp -d /tmp/parindex-pg.XXXXXX)
  trap stop_postgres EXIT
  if [ "$(id -u)" = 0 ]; then chown "$owner" "$home"; fi
  (cd "$home" && as "$bin/initdb" -D "$home/data" -A trust -U postgres -E UTF8 --no-locale --no-sync >"$home/log" 2>&1 &&
    as "$bin/pg_ctl" -D "$home/data" -w -l "$home/data/log" start >>"$home/log" 2>&1 \
      -o "-c listen_addresses='' -c unix_socket_directories=$home -c max_connections=200 -c fsync=off -c shared_buffers=64MB") ||
    { echo "PostgreSQL could not be started:"; tail -n 5 "$home/log"; exit 1; }
  export PARINDEX_TEST_POSTGRES="postgres://postgres@/postgres?host=$home&sslmode=disable"
}

stop_postgres() {
  (cd "$home" && as "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$home"
}

[ -n "${PARINDEX_TEST_POSTGRES:-}" ] || start_postgres

# An S3-compatible server for the tests of the store, built once.
mkdir -p bin
s3=bin/versitygw
[ -x "$s3" ] || go build -modfile=tools/s3/go.mod -o "$s3" github.com/versity/versitygw/cmd/versitygw ||
  echo "no S3-compatible server: tools/s3/go.mod could not be built; its tests are skipped"
if [ -x "$s3" ]; then export PARINDEX_TEST_S3="$PWD/$s3"; fi

# The race detector runs where goroutines meet; elsewhere it would only make
# thousands of computations and packed files slow.
meeting='/(db|blob|job|httpx|account|web|cmd/parindex)$'
browsing='/e2e$'
packages=${PACKAGES:-$(go list ./...)}
half=$((($(getconf _NPROCESSORS_ONLN) + 1) / 2))

# tested runs the packages that a pattern finds among those named. go vet has
# looked at all of them before.
tested() {
  local found
  found=$(grep "$1" "$2" <<<"$packages") || return 0
  shift 2
  go test -json -vet=off -timeout 14m "$@" $found || true
}

mkdir -p bin
go build -o bin/testsummary tools/testsummary/main.go
go vet ./...
beside=$(mktemp)
status=0
# Two halves of the machine work beside each other; the browser comes last and
# has all of it, for its pages must come in time.
{ tested -vE "$meeting|$browsing" -p "$half" "$@" >"$beside" &
  tested -E "$meeting" -race -p "$half" "$@"
  wait $!
  cat "$beside"
  tested -E "$browsing" "$@"
} | bin/testsummary || status=$?
rm -f "$beside"
exit $status
