-- A range that the tables refused for good in a replay. Its claim stays open, so that it can be replayed again; a row of
-- this state only says that it was tried, and why it failed.
ALTER TABLE {database}.otlpgateway_claims{on_cluster} MODIFY COLUMN State Enum8('claimed' = 1, 'done' = 2, 'rejected' = 3);

ALTER TABLE {database}.otlpgateway_claims{on_cluster} ADD COLUMN IF NOT EXISTS Reason String DEFAULT '';

CREATE VIEW IF NOT EXISTS {database}.otlpgateway_rejected_ranges{on_cluster}
AS SELECT
    Target,
    Group,
    Topic,
    Partition,
    Start AS FirstOffset,
    End - 1 AS LastOffset,
    min(At) AS ClaimedAt,
    anyLastIf(Reason, State = 'rejected') AS Reason
FROM {database}.otlpgateway_claims
GROUP BY Target, Group, Topic, Partition, Start, End
HAVING countIf(State = 'rejected') > 0 AND countIf(State = 'done') = 0;
