#!/usr/bin/env bash
# Builds in Release and puts a runnable gateway into artifacts/otlp-gateway.
# usage: build.sh [run]   With "run" only the gateway is built; nothing is done when no source has changed since.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
out=artifacts/otlp-gateway
stamp=$out/.built

scripts/setup.sh "$what"
changed() {
  [ ! -x "$out/otlp-gateway" ] || [ ! -f "$stamp" ] || [ -n "$(find src Directory.Build.props Directory.Packages.props global.json \
    \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}
if [ "$what" = run ]; then
  changed || exit 0
else
  dotnet build OtlpGateway.sln -c Release -v quiet -nologo
fi
mkdir -p "$out"
# Its time is that of the start: what changes while this runs is built the next time.
touch "$out/.building"
dotnet publish src/OtlpGateway -c Release -v quiet -nologo -o "$out"
# Not over the file that a running gateway has mapped.
cp --remove-destination "$(eng/native/librdkafka/build.sh)" "$out/librdkafka.so"
ln -sfn "$(pwd)/eng/native/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so" "$out/libchdb.so"
mv "$out/.building" "$stamp"
