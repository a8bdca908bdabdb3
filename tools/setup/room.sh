#!/usr/bin/env bash
# Makes an empty folder for what tests write, and says where: in memory, where there is room for it.
# Tests write thousands of acts, each durably; what a disk takes for that has nothing to say of them.
set -euo pipefail

ROOM_KIB=1048576
mark=jisr-tests-$(pwd | cksum | cut -d' ' -f1)
place=${TMPDIR:-/tmp}
free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -1) || free=0
[ -w /dev/shm ] && [ "${free:-0}" -ge "$ROOM_KIB" ] && place=/dev/shm
rm -rf "${place:?}/$mark"
# PostgreSQL runs as another account.
mkdir -m 0711 "$place/$mark"
echo "$place/$mark"
