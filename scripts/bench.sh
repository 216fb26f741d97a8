#!/usr/bin/env bash
# Micro-benchmarks (with their allocation budgets), then the gateway end to end. Figures worth keeping go into
# docs/benchmarks.md by hand, with the machine and the date. Arguments go to the micro-benchmarks, which then run alone:
# [part of a name] [--rounds N] [--round-ms N].
set -euo pipefail
cd "$(dirname "$0")/.."
echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(free -g | awk '/^Mem/ {print $2}') GB, $(uname -sr), .NET $(dotnet --version), $(date -u +%F)"
dotnet build bench/OtlpGateway.Benchmarks -c Release -v quiet -nologo
bench/OtlpGateway.Benchmarks/bin/Release/net10.0/OtlpGateway.Benchmarks "$@"
if [ "$#" -eq 0 ]; then scripts/bench-e2e.sh; fi
