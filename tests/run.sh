#!/bin/sh
# All tests, and beside them the comparison of every evaluation with the baseline: tests that wait for a browser leave it room.
bin=$1
told=$(mktemp)
nice "$bin/python" -m evals gate >"$told" 2>&1 &
gate=$!
trap 'kill "$gate" 2>/dev/null; rm -f "$told"' EXIT
"$bin/python" -m pytest -n auto --dist loadfile
tests=$?
wait "$gate"
compared=$?
cat "$told"
[ "$tests" -eq 0 ] && [ "$compared" -eq 0 ]
