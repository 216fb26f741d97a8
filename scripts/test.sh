#!/usr/bin/env bash
# Runs every test project and closes with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh || exit 1
passed=0 failed=0 skipped=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests; do
  name=$(basename "$project")
  exe="$project/bin/Release/net10.0/$name"
  echo "== $name"
  "$exe" "$@" 2>&1 | tee "$log" | grep -vE '^(xUnit.net|  (Discover|Start|Finish))' || true
  # xUnit's own summary: "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0"
  summary=$(grep -E 'Total: [0-9]+, Errors: ' "$log" | tail -n 1)
  if [ -z "$summary" ]; then
    if grep -qi 'no test' "$log"; then continue; fi
    echo "$name ended without a summary" >&2
    broken=$((broken + 1))
    continue
  fi
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  total=$(number Total); bad=$(( $(number Errors) + $(number Failed) )); skip=$(number Skipped)
  passed=$((passed + total - bad - skip)); failed=$((failed + bad)); skipped=$((skipped + skip))
done
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
