#!/usr/bin/env bash
# The same load of metrics with far too many label values, into two Prometheus servers: as it comes (the gateway only passes it
# on), and through config/metrics.yaml. Series, memory and query time side by side.
# BENCH_SERIES (default 200000) is about how many series the load has as it comes; BENCH_ROUNDS (default 4) how often every
# client sends; BENCH_GATEWAY and BENCH_PROMETHEUS the programs that are run.
set -euo pipefail
cd "$(dirname "$0")/.."
gateway=${BENCH_GATEWAY:-artifacts/otlp-gateway/otlp-gateway}
prometheus=${BENCH_PROMETHEUS:-artifacts/prometheus/usr/bin/prometheus}
series=${BENCH_SERIES:-200000}
rounds=${BENCH_ROUNDS:-4}
[ -x "$prometheus" ] || { echo "bench: $prometheus is not there; scripts/setup.sh fetches it, BENCH_PROMETHEUS names another" >&2; exit 1; }

# Of the scenario's nine streams seven are one series and two are histograms of seven.
clients=50
streams=$(( series / clients / 21 ))
batch=$(( streams * 9 ))
data=$(mktemp -d)
gateway_pid=
server_pids=()
end() { if [ -n "$1" ]; then kill -TERM "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; fi; }
finish() { end "$gateway_pid"; for pid in "${server_pids[@]}"; do end "$pid"; done; rm -rf "$data"; }
trap finish EXIT

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
until_ok() { until curl -fsS "$1" >/dev/null 2>&1; do kill -0 "$2" 2>/dev/null || { cat "$3" >&2; exit 1; }; sleep 0.1; done; }
own_metric() { curl -fsS "http://127.0.0.1:$1/metrics" | awk -v name="$2" '$1 == name { print $2 + 0 }'; }
megabytes() { awk -v bytes="$(own_metric "$1" process_resident_memory_bytes)" 'BEGIN { print int(bytes / 1048576) }'; }

start_prometheus() { # start_prometheus NAME: sets port
  port=$(free_port)
  echo "scrape_configs: []" >"$data/$1.yml"
  "$prometheus" --config.file="$data/$1.yml" --storage.tsdb.path="$data/$1" --web.listen-address="127.0.0.1:$port" \
    --web.enable-remote-write-receiver >"$data/$1.log" 2>&1 &
  server_pids+=($!)
  until_ok "http://127.0.0.1:$port/-/ready" $! "$data/$1.log"
}

start_gateway() { # start_gateway CONFIG PORT-OF-PROMETHEUS
  grpc=$(free_port) health=$(free_port) metrics=$(free_port)
  OTLP_GATEWAY_DATA=$data/gateway "$gateway" --config "$1" \
    --set "receivers.otlp.protocols.grpc.endpoint=127.0.0.1:$grpc" --set "receivers.otlp.protocols.http.endpoint=127.0.0.1:$(free_port)" \
    --set "extensions.health_check.endpoint=127.0.0.1:$health" --set "exporters.prometheus_remote_write.endpoint=http://127.0.0.1:$2/api/v1/write" \
    --set "service.telemetry.metrics.readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: $metrics}}}}]" 2>"$data/gateway.log" &
  gateway_pid=$!
  until_ok "http://127.0.0.1:$health/ready" "$gateway_pid" "$data/gateway.log"
}

feed() { # feed CONFIG PORT-OF-PROMETHEUS
  start_gateway "$1" "$2"
  "$gateway" send --scenario cardinality --json --endpoint "http://127.0.0.1:$grpc" --signals metrics --rate 0 --seed 7 \
    --batch "$batch" --connections "$clients" --count $(( batch * clients * rounds )) --timeout 60s --retry-timeout 5m >"$data/account.json" 2>"$data/send.log" \
    || { cat "$data/send.log" "$data/gateway.log" >&2; exit 1; }
  # What is on its way arrives: the number of samples stands still over two intervals of the output.
  local before=-1 now
  now=$(own_metric "$2" prometheus_tsdb_head_series)
  until [ "$now" = "$before" ] && [ "$now" -gt 10 ]; do
    sleep 12
    before=$now
    now=$(own_metric "$2" prometheus_tsdb_head_series)
  done
}

# Median of five, in milliseconds.
query_ms() { # query_ms PORT EXPRESSION
  for _ in 1 2 3 4 5; do
    curl -fsS -o "$data/answer" -w '%{time_total}\n' -G "http://127.0.0.1:$1/api/v1/query" --data-urlencode "query=$2"
  done | sort -n | awk 'NR == 3 { printf "%.1f", $1 * 1000 }'
}
value() { # value PORT EXPRESSION
  curl -fsS -G "http://127.0.0.1:$1/api/v1/query" --data-urlencode "query=$2" | node -e 'const r=JSON.parse(require("fs").readFileSync(0,"utf8")).data.result;console.log(r.length?r[0].value[1]:"none")'
}

cat >"$data/as-it-comes.yaml" <<'CONFIG'
receivers:
  otlp:
    protocols: {grpc: {}, http: {}}
exporters:
  prometheus_remote_write:
    endpoint: http://127.0.0.1:9090/api/v1/write
extensions:
  health_check:
service:
  extensions: [health_check]
  pipelines:
    metrics: {receivers: [otlp], exporters: [prometheus_remote_write]}
CONFIG

echo "$clients clients with $batch points each, $rounds times: about $(( clients * streams * 21 )) series as they come"
start_prometheus raw; raw=$port
start_prometheus clean; clean=$port
idle=$(megabytes "$raw")
feed "$data/as-it-comes.yaml" "$raw"
end "$gateway_pid"; gateway_pid=
feed config/metrics.yaml "$clean"

rate='sum by (env, region) (increase(user_login_total[5m]))'
quantile='histogram_quantile(0.99, sum by (le) (rate(checkout_request_latency_seconds_bucket[5m])))'
total='sum(user_login_total)'
expected=$(node -e 'const l=require("fs").readFileSync(process.argv[1],"utf8").trim().split("\n").find(l=>l[0]==="[");console.log(JSON.parse(l).find(r=>r.metric==="user_login_total").count)' "$data/account.json")
row() { printf '| %-44s | %14s | %14s |\n' "$@"; }
row "" "as they come" "config/metrics.yaml"
row "---" "---:" "---:"
row "series (prometheus_tsdb_head_series)" "$(own_metric "$raw" prometheus_tsdb_head_series)" "$(own_metric "$clean" prometheus_tsdb_head_series)"
row "resident memory, MB (idle: $idle)" "$(megabytes "$raw")" "$(megabytes "$clean")"
row "sum by (env, region) (increase(...[5m])), ms" "$(query_ms "$raw" "$rate")" "$(query_ms "$clean" "$rate")"
row "histogram_quantile(0.99, ...), ms" "$(query_ms "$raw" "$quantile")" "$(query_ms "$clean" "$quantile")"
row "sum(user_login_total), which is $expected" "$(value "$raw" "$total")" "$(value "$clean" "$total")"
