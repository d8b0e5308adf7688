#!/bin/sh
# Installs what the tests of one kind need, from its lock file: install.sh cerbos|agents|axe
# A tool that is already on the path (or already installed from the same lock file) is not installed again.
set -eu
cd "$(dirname "$0")/$1"
[ "$1" = cerbos ] && command -v cerbos >/dev/null 2>&1 && exit 0
stamp=node_modules/.installed-lock
[ -f "$stamp" ] && cmp -s package-lock.json "$stamp" && exit 0
command -v npm >/dev/null 2>&1 || { echo "The tests need Node's npm to install $1; install it, or put '$1' on the path." >&2; exit 1; }
npm ci --no-audit --no-fund --loglevel=error
cp package-lock.json "$stamp"
