#!/usr/bin/env bash
# Fuzzes the protobuf and JSON edges with the wire tests that read FUZZ_SECONDS (default 600, shared among them).
# A failure names the seed and the input; FUZZ_SEED repeats it.
set -euo pipefail
cd "$(dirname "$0")/.."
tests=tests/OtlpGateway.Wire.Tests/bin/Release/net10.0/OtlpGateway.Wire.Tests
[ -x "$tests" ] || dotnet build tests/OtlpGateway.Wire.Tests -c Release -v quiet -nologo
methods=$("$tests" -list methods 2>/dev/null | grep -E '\.Fuzz_|_Mutated' || true)
[ -n "$methods" ] || { echo "fuzz: no fuzz tests found" >&2; exit 1; }
count=$(wc -l <<<"$methods")
export FUZZ_SECONDS=$(( ${FUZZ_SECONDS:-600} / count + 1 ))
echo "fuzz: $count tests, $FUZZ_SECONDS s each"
exec "$tests" -method '*.Fuzz_*' -method '*_Mutated*' -parallel none
