-- The ledger of log ranges. One row claims a range, a second one says that it is stored. It must not be partitioned:
-- deduplication tokens hold within a partition, and two claims of one range may be made on two days.
CREATE TABLE IF NOT EXISTS {database}.otlpgateway_claims{on_cluster}
(
    Target LowCardinality(String),
    Group LowCardinality(String),
    Topic LowCardinality(String),
    Partition Int32,
    Start Int64,
    End Int64,
    State Enum8('claimed' = 1, 'done' = 2),
    At DateTime64(3),
    Owner LowCardinality(String)
)
ENGINE = {engine}
ORDER BY (Target, Group, Topic, Partition, Start, State)
SETTINGS {durable}, non_replicated_deduplication_window = {window};
