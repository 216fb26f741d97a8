#!/usr/bin/env bash
# Builds the solution in Release and puts a runnable gateway into artifacts/otlp-gateway.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
dotnet build OtlpGateway.sln -c Release -v quiet -nologo
out=artifacts/otlp-gateway
dotnet publish src/OtlpGateway -c Release --no-build -v quiet -nologo -o "$out"
ln -sfn "$(pwd)/eng/native/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so" "$out/libchdb.so"
