#!/usr/bin/env bash
# Runs every test project and closes with one line: N passed, N failed, N skipped. The integration tests, which mostly wait for
# processes that were killed, run beside the others; those run one after the other, since they want the same cores.
# A project that does not end is killed after TEST_MINUTES (default 20) and counts as failed; its log names the tests that still ran.
# Arguments go to the test executables, for example: -class Full.Name.OfTests
set -uo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh || exit 1
passed=0 failed=0 skipped=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'echo "tests were ended from outside after $((SECONDS - started)) s; last lines of what had not ended:" >&2; unfinished >&2; kill $(jobs -p); exit 1' TERM INT
started=$SECONDS
limit=${TEST_MINUTES:-20}m

run() { # run PROJECT ARGUMENTS...
  local name code
  name=$(basename "$1")
  # A test that runs for two minutes is named in the log, so that one that hangs has a name.
  timeout --kill-after=10 "$limit" "$1/bin/Release/net10.0/$name" -noColor -longRunning 120 "${@:2}" >"$logs/$name" 2>&1 </dev/null
  code=$?
  [ "$code" -ne 124 ] && [ "$code" -ne 137 ] || echo "$name did not end within $limit and was killed" >>"$logs/$name"
  echo "$code" >"$logs/$name.code"
}

unfinished() {
  local log
  for log in "$logs"/*Tests; do
    [ -e "$log" ] && [ ! -e "$log.code" ] || continue
    echo "== $(basename "$log")"
    tail -n 15 "$log"
  done
}

account() { # account PROJECT
  local name code summary total bad skip
  name=$(basename "$1")
  code=$(cat "$logs/$name.code")
  echo "== $name"
  grep -vE '^(xUnit.net|  (Discover|Start|Finish))' "$logs/$name"
  # xUnit's own summary: "Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0"
  summary=$(grep -E 'Total: [0-9]+, Errors: ' "$logs/$name" | tail -n 1)
  number() { sed -E "s/.*$1: ([0-9]+).*/\1/" <<<"$summary"; }
  if [ -z "$summary" ]; then
    echo "$name ended with code $code and without a summary" >&2
    failed=$((failed + 1))
    return
  fi
  total=$(number Total); bad=$(( $(number Errors) + $(number Failed) )); skip=$(number Skipped)
  # A crash behind the summary, for example while the process ends, is a failure too.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && [ "$total" -gt 0 ]; then echo "$name ended with code $code" >&2; bad=1; total=$((total + 1)); fi
  passed=$((passed + total - bad - skip)); failed=$((failed + bad)); skipped=$((skipped + skip))
}

integration=tests/OtlpGateway.IntegrationTests
run "$integration" "$@" &
beside=$!
for project in tests/*.Tests; do
  [ -e "$project/$(basename "$project").csproj" ] || continue
  run "$project" "$@" &
  wait $! # and not in the foreground, where a signal would wait for its end
  account "$project"
done
wait "$beside"
account "$integration"
echo "tests took $((SECONDS - started)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
