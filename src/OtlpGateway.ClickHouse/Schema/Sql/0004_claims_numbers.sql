-- Claims of a partition are counted, and the token of a claim is its number: of two that were made at once one counts,
-- wherever each begins. What a claimant may have slept through must not be forgotten: a longer memory than elsewhere.
ALTER TABLE {database}.otlpgateway_claims{on_cluster} ADD COLUMN IF NOT EXISTS Number Int64 DEFAULT 0;

ALTER TABLE {database}.otlpgateway_claims{on_cluster} MODIFY SETTING {claims_window};
