#!/usr/bin/env bash
# The gateway end to end, with "otlp-gateway send" on the same cores: OTLP/gRPC to the fsynced log per CPU second of the
# gateway; sustained into ClickHouse, with its lag; memory idle and under load.
# BENCH_SECONDS (default 20) is the length of each run; BENCH_RATE (default 40000) the spans per second into ClickHouse;
# BENCH_IDLE (default 0) the seconds to wait after that, to see memory go back.
set -euo pipefail
cd "$(dirname "$0")/.."
gateway=artifacts/otlp-gateway/otlp-gateway
seconds=${BENCH_SECONDS:-20}
rate=${BENCH_RATE:-40000}
idle=${BENCH_IDLE:-0}
data=$(mktemp -d)
pid=
stop() {
  if [ -n "$pid" ]; then kill -TERM "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; pid=; fi
}
trap 'stop; rm -rf "$data"' EXIT

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
json() { node -e 'const v=JSON.parse(require("fs").readFileSync(0,"utf8").trim().split("\n").pop());console.log(eval("v."+process.argv[1]))' "$1"; }
cpu_seconds() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz }' "/proc/$pid/stat"; }
rss_mb() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$pid/status"; }
metric() { curl -fsS "http://127.0.0.1:$metrics/metrics" | awk -v name="$1" '$1 ~ "^"name"({|$)" { sum += $2 } END { print sum + 0 }'; }

start() { # start CONFIG
  grpc=$(free_port) http=$(free_port) metrics=$(free_port) health=$(free_port) sql=$(free_port)
  local sets=(--set "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:$grpc" --set "receivers.otlp.protocols.http.endpoint=127.0.0.1:$http"
    --set "extensions.health_check.endpoint=127.0.0.1:$health"
    --set "service.telemetry.metrics.readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: $metrics}}}}]")
  if [ "$1" = config/embedded.yaml ]; then sets+=(--set "extensions.clickhouse_http.endpoint=127.0.0.1:$sql"); fi
  local from
  from=$(date +%s%N)
  OTLP_GATEWAY_DATA=$data/$(basename "$1" .yaml) KAFKA_BROKERS="embedded:$data/$(basename "$1" .yaml)/log" "$gateway" --config "$1" "${sets[@]}" 2>"$data/gateway.log" &
  pid=$!
  until curl -fsS "http://127.0.0.1:$health/ready" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || { cat "$data/gateway.log" >&2; exit 1; }
    sleep 0.05
  done
  echo "  start: $(( ($(date +%s%N) - from) / 1000000 )) ms; idle: $(rss_mb) MB"
}

send() { "$gateway" send --endpoint "http://127.0.0.1:$grpc" --signals traces --json "$@" 2>/dev/null; }

echo "OTLP/gRPC to the fsynced log (config/gateway.yaml), ${seconds} s"
start config/gateway.yaml
send --rate 0 --duration 3s --batch 500 --connections 4 >/dev/null
before=$(cpu_seconds)
account=$(send --rate 0 --duration "${seconds}s" --batch 500 --connections 4)
after=$(cpu_seconds)
echo "$account" | awk -v cpu="$(awk "BEGIN { print $after - $before }")" -v spans="$(json signals.traces.acknowledged <<<"$account")" -v s="$(json seconds <<<"$account")" \
  -v p50="$(json latency_ms.p50 <<<"$account")" -v p99="$(json latency_ms.p99 <<<"$account")" \
  '{ printf "  %d spans/s; %d spans per CPU second of the gateway (%.1f CPU s); p50 %.1f ms, p99 %.1f ms\n", spans / s, spans / cpu, cpu, p50, p99 }'
echo "  under load: $(rss_mb) MB"
stop

echo "OTLP/gRPC through the log into ClickHouse (config/embedded.yaml), $rate spans/s asked for, ${seconds} s"
start config/embedded.yaml
account_file=$data/account.json
send --rate "$rate" --duration "${seconds}s" --batch 500 --connections 4 >"$account_file" &
sender=$!
peak=0
lags=()
while kill -0 "$sender" 2>/dev/null; do
  sleep 2
  now=$(rss_mb); if [ "$now" -gt "$peak" ]; then peak=$now; fi
  lags+=("$(metric otlpgateway_log_group_lag)")
done
wait "$sender"
account=$(cat "$account_file")
ended=$(date +%s%N)
until [ "$(metric otlpgateway_log_group_lag)" = 0 ]; do sleep 0.1; done
caught_up=$(( ($(date +%s%N) - ended) / 1000000 ))
stored=$(curl -fsS "http://127.0.0.1:$sql/" --data-binary 'SELECT count() FROM otel_traces')
echo "$account" | awk -v spans="$(json signals.traces.acknowledged <<<"$account")" -v s="$(json seconds <<<"$account")" -v stored="$stored" \
  -v p50="$(json latency_ms.p50 <<<"$account")" -v p99="$(json latency_ms.p99 <<<"$account")" \
  '{ printf "  %d spans/s acknowledged; %d of %d stored; p50 %.1f ms, p99 %.1f ms\n", spans / s, stored, spans, p50, p99 }'
echo "  lag in requests every 2 s: ${lags[*]}; caught up ${caught_up} ms after the last request"
echo "  under load: at most ${peak} MB; gateway CPU $(cpu_seconds) s"
if [ "$idle" -gt 0 ]; then
  sleep "$idle"
  echo "  ${idle} s later: $(rss_mb) MB"
fi
stop
