#!/bin/sh
# Builds the binary of a release in a container, or with `--try FOLDER` makes a dry run with the binaries in that folder.
# AlmaLinux 8 has the oldest GNU C library that Node.js 20 supports, Alpine has musl.
set -eu

if command -v apk >/dev/null; then
	apk add --no-cache build-base curl git
elif command -v dnf >/dev/null; then
	dnf --assumeyes module enable nodejs:20
	dnf --assumeyes install nodejs npm git gcc-toolset-13
	# The script reads variables that are not set.
	set +u
	. /opt/rh/gcc-toolset-13/enable
	set -u
fi
git config --global --add safe.directory "$PWD"
npm ci

if [ "${1-}" = --try ]; then
	exec node scripts/release/index.mjs --dry-run --binaries "$2"
fi
curl --proto '=https' --tlsv1.2 --silent --show-error --fail https://sh.rustup.rs | sh -s -- -y --profile minimal
. "$HOME/.cargo/env"
npm run build
