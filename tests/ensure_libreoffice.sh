#!/bin/sh
# The tests open Word files in a LibreOffice that is there; without one, Debian's Writer is installed (86 MB).
set -eu
if command -v soffice >/dev/null 2>&1; then exit 0; fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests of Word files need LibreOffice: install it and run make test again." >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq
$as_root apt-get install -y -qq --no-install-recommends libreoffice-writer-nogui fonts-liberation
