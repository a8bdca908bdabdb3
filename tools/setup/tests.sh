#!/usr/bin/env bash
# Installs what the tests need beside Python: Chromium without windows, fonts with Arabic, PostgreSQL,
# and Go with its packages for signed notes and logs, which judge ours.
# Where it may not install, it fails and says what is missing; it never skips in silence.
set -euo pipefail

missing=()
# The shell without windows: it takes half the time of the whole browser.
command -v chromium-headless-shell >/dev/null || missing+=(chromium-headless-shell)
[ -n "$(fc-list :lang=ar 2>/dev/null | head -1)" ] || missing+=(fontconfig fonts-noto-core)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || missing+=(postgresql)
command -v go >/dev/null || missing+=(golang-go)
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] || missing+=(golang-golang-x-mod-dev)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need these packages: ${missing[*]}" >&2
    echo "Install them, then run again: sudo apt-get install ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
echo "Installing what the tests need: ${missing[*]}"
if ! { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; } </dev/null; then
    echo "These packages could not be installed: ${missing[*]}" >&2
    exit 1
fi
