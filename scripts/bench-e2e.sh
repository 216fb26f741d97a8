#!/usr/bin/env bash
# The gateway end to end, with "otlp-gateway send" on the same cores.
# usage: bench-e2e.sh [embedded|kafka]   Both without an argument.
# embedded: OTLP/gRPC to the fsynced log per CPU second of the gateway; sustained into ClickHouse, with its lag; memory idle
#   and under load.
# kafka: OTLP/gRPC to acknowledged produce, then both tiers as two processes, Kafka to ClickHouse (chDB in the consumer): per
#   CPU second of each, with the engine's threads apart, against Google.Protobuf parsing the messages of the topic. The brokers
#   are librdkafka's own in another process, unless KAFKA_BOOTSTRAP_SERVERS says where real ones are. The former keep 5 MB
#   a partition: the consumer has to keep up.
# BENCH_SECONDS (default 20) is the length of each run; BENCH_RATE (default 40000) the spans per second into ClickHouse;
# BENCH_WARMUP (default 20) the seconds of load, at half that rate, before the consumer is measured: what is compiled and what
# memory is new to it shall be over; BENCH_IDLE (default 0) the seconds to wait after the last load of the embedded gateway, to
# see memory go back; BENCH_GATEWAY and BENCH_PROGRAM the gateway and the benchmarks that are run.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-all}
gateway=${BENCH_GATEWAY:-artifacts/otlp-gateway/otlp-gateway}
bench=${BENCH_PROGRAM:-bench/OtlpGateway.Benchmarks/bin/Release/net10.0/OtlpGateway.Benchmarks}
seconds=${BENCH_SECONDS:-20}
warmup=${BENCH_WARMUP:-20}
rate=${BENCH_RATE:-40000}
idle=${BENCH_IDLE:-0}
data=$(mktemp -d)
pid=
consumer=
brokers_pid=
end() { if [ -n "$1" ]; then kill -TERM "$1" 2>/dev/null || true; wait "$1" 2>/dev/null || true; fi; }
stop() { end "$pid"; pid=; }
trap 'stop; end "$consumer"; end "$brokers_pid"; rm -rf "$data"' EXIT

free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }
json() { node -e 'const v=JSON.parse(require("fs").readFileSync(0,"utf8").trim().split("\n").pop());console.log(eval("v."+process.argv[1]))' "$1"; }
cpu_seconds() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz }' "/proc/${1:-$pid}/stat"; }
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
  OTLP_GATEWAY_DATA=$data/$(basename "$1" .yaml) KAFKA_BROKERS="${brokers:-embedded:$data/$(basename "$1" .yaml)/log}" "$gateway" --config "$1" "${sets[@]}" 2>"$data/gateway.log" &
  pid=$!
  until curl -fsS "http://127.0.0.1:$health/ready" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null || { cat "$data/gateway.log" >&2; exit 1; }
    sleep 0.05
  done
  echo "  start: $(( ($(date +%s%N) - from) / 1000000 )) ms; idle: $(rss_mb) MB"
}

send() { "$gateway" send --endpoint "http://127.0.0.1:$grpc" --signals traces --json "$@" 2>/dev/null; }

run_embedded() {
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
}

# CPU seconds of a process's threads by their names, which the kernel cuts off at 15 characters.
thread_seconds() { # PID PATTERN
  awk -v hz="$(getconf CLK_TCK)" -v pattern="$2" '{ name = $0; sub(/^[^(]*\(/, "", name); sub(/\) .*/, "", name); sub(/.*\) /, "") }
    name ~ pattern { sum += ($12 + $13) / hz } END { print sum + 0 }' /proc/"$1"/task/*/stat 2>/dev/null
}
# The runtime's threads and librdkafka's are ours, but for those that compile; the rest is the engine's.
own_cpu_seconds() { thread_seconds "$1" '^(\.NET [^T]|\.NET TP|otlp-gateway$|rdk:)'; }
compiling_cpu_seconds() { thread_seconds "$1" '^\.NET Tiered'; }

start_brokers() {
  brokers=${KAFKA_BOOTSTRAP_SERVERS:-}
  if [ -n "$brokers" ]; then return; fi
  mkfifo "$data/brokers"
  # Open for as long as the script runs: the brokers end with their input.
  exec 7<>"$data/brokers"
  "$bench" kafka-brokers <"$data/brokers" >"$data/servers" 7>&- &
  brokers_pid=$!
  until [ -s "$data/servers" ]; do kill -0 "$brokers_pid"; sleep 0.1; done
  brokers=$(head -n 1 "$data/servers")
}

start_consumer() {
  local health
  health=$(free_port) consumer_metrics=$(free_port)
  KAFKA_BROKERS=$brokers CLICKHOUSE_ENDPOINT=chdb://$data/store "$gateway" --config config/consumer.yaml \
    --set "extensions.health_check.endpoint=127.0.0.1:$health" \
    --set "service.telemetry.metrics.readers=[{pull: {exporter: {prometheus: {host: 127.0.0.1, port: $consumer_metrics}}}}]" 2>"$data/consumer.log" &
  consumer=$!
  until curl -fsS "http://127.0.0.1:$health/ready" >/dev/null 2>&1; do
    kill -0 "$consumer" 2>/dev/null || { cat "$data/consumer.log" >&2; exit 1; }
    sleep 0.05
  done
}

consumed() { metrics=$consumer_metrics metric "$1"; }

report_produced() { # ACCOUNT CPU PARSED
  echo "$1" | awk -v cpu="$2" -v parsed="$3" -v spans="$(json signals.traces.acknowledged <<<"$1")" -v s="$(json seconds <<<"$1")" \
    -v p50="$(json latency_ms.p50 <<<"$1")" -v p99="$(json latency_ms.p99 <<<"$1")" \
    '{ printf "  %d spans/s; %d spans per CPU second of the gateway (%.1f CPU s), %.1f times Google.Protobuf parsing them (%d); p50 %.1f ms, p99 %.1f ms\n", spans / s, spans / cpu, cpu, spans / cpu / parsed, parsed, p50, p99 }'
}

run_kafka() {
  start_brokers
  echo "OTLP/gRPC to acknowledged produce (config/gateway.yaml on Kafka), ${seconds} s"
  start config/gateway.yaml
  local account cpu own compiling rows inserts parsed acknowledged
  send --rate 0 --duration 3s --batch 500 --connections 4 >/dev/null
  cpu=$(cpu_seconds)
  account=$(send --rate 0 --duration "${seconds}s" --batch 500 --connections 4)
  cpu=$(awk "BEGIN { print $(cpu_seconds) - $cpu }")
  parsed=$("$bench" parse-topic "$brokers" otlp_spans)
  report_produced "$account" "$cpu" "$parsed"
  echo "  under load: $(rss_mb) MB"

  echo "Kafka into ClickHouse (config/consumer.yaml, chDB in it), $rate spans/s asked for, ${seconds} s"
  start_consumer
  # What the first part left on the topic, which warms up the consumer; then some load, at which memory finds its size.
  send --rate "$((rate / 2))" --duration "${warmup}s" --batch 500 --connections 4 >/dev/null
  until [ "$(consumed otelcol_kafka_receiver_offset_lag)" = 0 ] && [ "$(consumed otlpgateway_clickhouse_inserted_rows)" -gt 0 ]; do sleep 0.5; done
  cpu=$(cpu_seconds "$consumer") own=$(own_cpu_seconds "$consumer") compiling=$(compiling_cpu_seconds "$consumer")
  rows=$(consumed otlpgateway_clickhouse_inserted_rows) inserts=$(consumed otlpgateway_clickhouse_block_rows_count)
  account=$(send --rate "$rate" --duration "${seconds}s" --batch 500 --connections 4)
  acknowledged=$(json signals.traces.acknowledged <<<"$account")
  for _ in $(seq 120); do
    if [ "$(($(consumed otlpgateway_clickhouse_inserted_rows) - rows))" -ge "$acknowledged" ]; then break; fi
    sleep 0.5
  done
  cpu=$(awk "BEGIN { print $(cpu_seconds "$consumer") - $cpu }") own=$(awk "BEGIN { print $(own_cpu_seconds "$consumer") - $own }")
  compiling=$(awk "BEGIN { print $(compiling_cpu_seconds "$consumer") - $compiling }")
  rows=$(($(consumed otlpgateway_clickhouse_inserted_rows) - rows)) inserts=$(($(consumed otlpgateway_clickhouse_block_rows_count) - inserts))
  parsed=$("$bench" parse-topic "$brokers" otlp_spans)
  awk -v spans="$rows" -v asked="$acknowledged" -v s="$(json seconds <<<"$account")" -v cpu="$cpu" -v own="$own" -v compiling="$compiling" -v inserts="$inserts" -v parsed="$parsed" \
    'BEGIN { printf "  %d of %d stored, %d spans/s, in %d blocks of %d rows; %.2f CPU s: the engine %.2f, ours %.2f, compiling %.2f\n", spans, asked, asked / s, inserts, spans / inserts, cpu, cpu - own - compiling, own, compiling
      printf "  %d spans per CPU second of ours, %.1f times Google.Protobuf parsing them (%d); %d with the engine\n", spans / own, spans / own / parsed, parsed, spans / cpu }'
  echo "  lost records: $(consumed otlpgateway_kafka_receiver_lost_records); consumer resident: $(pid=$consumer rss_mb) MB"
}

case $what in
  embedded) run_embedded ;;
  kafka) run_kafka ;;
  all) run_embedded; run_kafka ;;
  *) echo "usage: bench-e2e.sh [embedded|kafka]" >&2; exit 2 ;;
esac
