#!/usr/bin/env bash
# Builds librdkafka from the source that the npm package below carries, once per version, and prints where it is.
# Nothing is done when it is there, or when OTLP_GATEWAY_LIBRDKAFKA names one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=2.15.1
package=@confluentinc/kafka-javascript@1.10.1
library=$here/lib/$version/librdkafka.so

if [ -n "${OTLP_GATEWAY_LIBRDKAFKA:-}" ]; then
  [ -f "$OTLP_GATEWAY_LIBRDKAFKA" ] || { echo "librdkafka: OTLP_GATEWAY_LIBRDKAFKA names $OTLP_GATEWAY_LIBRDKAFKA, which is not there" >&2; exit 1; }
  echo "$OTLP_GATEWAY_LIBRDKAFKA"
  exit 0
fi
if [ -f "$library" ]; then
  echo "$library"
  exit 0
fi

for tool in make gcc npm; do
  command -v "$tool" >/dev/null 2>&1 || { echo "librdkafka: '$tool' is missing" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "setup: building librdkafka $version (a minute, once)" >&2
cd "$work"
# Only the source is wanted: nothing of the package is run.
npm pack --silent --ignore-scripts "$package" >/dev/null
sha512sum --check --status "$here/source.sha512" || { echo "librdkafka: the source is not the one that source.sha512 names" >&2; exit 1; }
tar -xzf ./*.tgz package/deps/librdkafka
cd package/deps/librdkafka
# Its own lz4 is built in; TLS, SASL, gzip and zstd come from the system. Files named configure.* here would be its modules.
log=$work/build.log
./configure --disable-lz4-ext --disable-curl --disable-debug-symbols >"$log" 2>&1 || { tail -30 "$log" >&2; exit 1; }
for feature in SSL SASL_CYRUS ZLIB ZSTD; do
  grep -q "#define WITH_$feature 1" config.h || { echo "librdkafka: its configure did not find $feature; are the -dev packages installed?" >&2; exit 1; }
done
make -j"$(nproc)" libs >"$log" 2>&1 || { tail -30 "$log" >&2; exit 1; }
mkdir -p "$(dirname "$library")"
cp src/librdkafka.so.1 "$library.$$"
mv "$library.$$" "$library"
echo "$library"
