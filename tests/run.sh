#!/bin/sh
# All tests, those that wait for a browser beside the others; then every evaluation against the baseline.
bin=$1
told=$(mktemp)
"$bin/python" -m pytest tests/browser >"$told" 2>&1 &
browsing=$!
trap 'kill "$browsing" 2>/dev/null; rm -f "$told"' EXIT
"$bin/python" -m pytest -n auto --dist loadfile --ignore=tests/browser
others=$?
wait "$browsing"
browsers=$?
cat "$told"
[ "$others" -eq 0 ] && [ "$browsers" -eq 0 ] || exit 1
"$bin/python" -m evals gate
