#!/usr/bin/env bash
# Runs the benchmarks in Release; arguments go to them: [part of a name] [--rounds N] [--round-ms N].
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/OtlpGateway.Benchmarks -c Release -v quiet -nologo
exec bench/OtlpGateway.Benchmarks/bin/Release/net10.0/OtlpGateway.Benchmarks "$@"
