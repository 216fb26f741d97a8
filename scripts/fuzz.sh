#!/usr/bin/env bash
# Fuzzes the protobuf and JSON edges: every test named Fuzz_* of the wire tests, FUZZ_SECONDS each (default 600 in all).
# A failure names the seed and the input; FUZZ_SEED repeats it.
set -euo pipefail
cd "$(dirname "$0")/.."
tests=tests/OtlpGateway.Wire.Tests/bin/Release/net10.0/OtlpGateway.Wire.Tests
[ -x "$tests" ] || dotnet build tests/OtlpGateway.Wire.Tests -c Release -v quiet -nologo
count=$("$tests" -list methods 2>/dev/null | grep -c '\.Fuzz_' || true)
[ "$count" -gt 0 ] || { echo "fuzz: no fuzz tests found" >&2; exit 1; }
export FUZZ_SECONDS=$(( ${FUZZ_SECONDS:-600} / count + 1 ))
echo "fuzz: $count tests, $FUZZ_SECONDS s each"
exec "$tests" -method '*.Fuzz_*' -parallel none
