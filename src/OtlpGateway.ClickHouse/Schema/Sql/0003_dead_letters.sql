-- Items that no table can take, each a valid export request of its own (protobuf).
CREATE TABLE IF NOT EXISTS {database}.otlpgateway_dead_letters{on_cluster}
(
    StoredAt DateTime64(3) CODEC(Delta(8), ZSTD(1)),
    Signal LowCardinality(String),
    Reason LowCardinality(String),
    EventTimeUnixNano UInt64 CODEC(ZSTD(1)),
    ServiceName LowCardinality(String),
    Topic LowCardinality(String),
    Partition Int32,
    StartOffset Int64,
    EndOffset Int64,
    Request String CODEC(ZSTD(1))
)
ENGINE = {engine}
PARTITION BY toDate(StoredAt)
ORDER BY (Signal, Reason, ServiceName, StoredAt)
SETTINGS {durable}, non_replicated_deduplication_window = {window};
