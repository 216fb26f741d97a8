#!/usr/bin/env bash
# Runs every test project, one after the other since they want the same cores, and closes with one line:
# N passed, N failed, N skipped.   Arguments go to the test executables, for example: -class Full.Name.OfTests
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh || exit 1
passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$SECONDS
for project in tests/*.Tests tests/*.IntegrationTests; do
  name=$(basename "$project")
  exe="$project/bin/Release/net10.0/$name"
  [ -e "$project/$name.csproj" ] || continue
  echo "== $name"
  "$exe" -noColor "$@" 2>&1 | tee "$log" | grep -vE '^(xUnit.net|  (Discover|Start|Finish))'
  code=${PIPESTATUS[0]}
  # xUnit's own summary: "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0"
  summary=$(grep -E 'Total: [0-9]+, Errors: ' "$log" | tail -n 1)
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  if [ -z "$summary" ]; then
    echo "$name ended with code $code and without a summary" >&2
    failed=$((failed + 1))
    continue
  fi
  total=$(number Total); bad=$(( $(number Errors) + $(number Failed) )); skip=$(number Skipped)
  # A crash behind the summary, for example while the process ends, is a failure too.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && [ "$total" -gt 0 ]; then echo "$name ended with code $code" >&2; bad=1; total=$((total + 1)); fi
  passed=$((passed + total - bad - skip)); failed=$((failed + bad)); skipped=$((skipped + skip))
done
echo "tests took $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
