#!/usr/bin/env bash
# Installs what the build and the tests need and is missing. Idempotent; quick when nothing is to be done.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { command -v "$1" >/dev/null 2>&1 || { echo "setup: '$1' is missing: $2" >&2; exit 1; }; }
need dotnet "install the .NET 10 SDK (https://dot.net)"
need node "install Node.js 20 or newer"
need npm "install npm, which comes with Node.js"
case "$(dotnet --version)" in
  10.*) ;;
  *) echo "setup: the .NET SDK found is $(dotnet --version); install the .NET 10 SDK (https://dot.net)" >&2; exit 1 ;;
esac

# Debian packages, each with a file or command that shows it is there.
missing=()
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
case "$libraries" in *libzstd.so.1*) ;; *) missing+=(libzstd1) ;; esac
case "$libraries" in *liblz4.so.1*) ;; *) missing+=(liblz4-1) ;; esac # the oracle of our LZ4
case "$libraries" in *libsasl2.so.2*) ;; *) missing+=(libsasl2-2) ;; esac
# What librdkafka is built with; not needed where it is there already.
if [ -z "${OTLP_GATEWAY_LIBRDKAFKA:-}" ] && ! ls eng/native/librdkafka/lib/*/librdkafka.so >/dev/null 2>&1; then
  command -v make >/dev/null 2>&1 || missing+=(make)
  command -v gcc >/dev/null 2>&1 || missing+=(gcc g++ libc6-dev)
  for header in zstd.h:libzstd-dev openssl/ssl.h:libssl-dev zlib.h:zlib1g-dev sasl/sasl.h:libsasl2-dev; do
    [ -f "/usr/include/${header%%:*}" ] || missing+=("${header##*:}")
  done
fi
command -v curl >/dev/null 2>&1 || missing+=(curl)
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "setup: installing ${missing[*]}"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
  else
    echo "setup: please install these packages: ${missing[*]}" >&2
    exit 1
  fi
fi

# npm packages: ClickHouse as a library, and the JavaScript SDK that the tests use as a client.
npm_install() {
  local folder=$1 stamp=$1/node_modules/.installed
  if [ ! -f "$stamp" ] || ! cmp -s "$folder/package-lock.json" "$stamp"; then
    echo "setup: npm packages of $folder"
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error >/dev/null)
    cp "$folder/package-lock.json" "$stamp"
  fi
}
npm_install eng/native
# The Kafka client's library.
eng/native/librdkafka/build.sh >/dev/null
# Only the tests need the second one.
if [ "${1:-}" != "run" ]; then npm_install tests/clients/js; fi

if [ "${1:-}" = "run" ]; then exit 0; fi

# Servers that the tests start: Debian's programs, unpacked and not installed, so that no service of the system is started or
# changed. 20 MB to fetch each, a few seconds. Without the package the tests that need it are skipped, and say so.
alone() { if apt-cache show "$1" >/dev/null 2>&1; then echo "$1"; fi; }
with_dependencies() { apt-get install -s --no-install-recommends "$1" 2>/dev/null | awk '/^Inst/ { print $2 }'; }
unpack() {
  local name=$1 executable=artifacts/$1/$2 list=$3 packages downloads
  if [ -x "$executable" ]; then return; fi
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: this system has no apt, so no $name; the tests that need it are skipped" >&2
    return
  fi
  packages=$("$list" "$name")
  if [ -z "$packages" ] && [ "$(id -u)" = 0 ]; then
    # The lists of packages may be missing, as in a fresh container.
    apt-get update -qq || true
    packages=$("$list" "$name")
  fi
  downloads=$(mktemp -d)
  # shellcheck disable=SC2086
  if [ -n "$packages" ] && echo "setup: fetching Debian's $name for the tests" && (cd "$downloads" && apt-get download -qq $packages 2>/dev/null); then
    rm -rf "artifacts/$name"
    mkdir -p "artifacts/$name"
    for package in "$downloads"/*.deb; do dpkg -x "$package" "artifacts/$name"; done
  else
    echo "setup: Debian's package $name is not to be had here (apt-get update needs root); the tests that need it are skipped" >&2
  fi
  rm -rf "$downloads"
}

# An old ClickHouse server, which the tests ask for its errors and have check our compressed blocks.
unpack clickhouse-server usr/sbin/clickhouse-server with_dependencies
# What metrics are written to, and read back from with PromQL.
unpack prometheus usr/bin/prometheus alone
unpack victoria-metrics usr/bin/victoria-metrics alone
