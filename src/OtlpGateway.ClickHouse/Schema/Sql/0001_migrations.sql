-- What was applied to this database. Always run first.
CREATE TABLE IF NOT EXISTS {database}.otlpgateway_migrations{on_cluster}
(
    Number UInt32,
    Name String,
    Target String,
    Checksum String,
    AppliedAt DateTime64(3) DEFAULT now64(3),
    AppliedBy String
)
ENGINE = {engine}
ORDER BY (Number, Target, AppliedAt)
SETTINGS {durable}, non_replicated_deduplication_window = 1000;
