// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Clients.Kafka;

/// <summary>Settings of librdkafka that the <c>librdkafka</c> section must not touch, and why.</summary>
internal static class ReservedSettings
{
    private const string Delivery = "is not to be set: that nothing is lost and nothing comes twice depends on it";

    private static readonly FrozenDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["acks"] = Delivery,
        ["request.required.acks"] = Delivery,
        ["enable.idempotence"] = Delivery,
        ["enable.gapless.guarantee"] = Delivery,
        ["transactional.id"] = Delivery,
        ["retries"] = Delivery,
        ["message.send.max.retries"] = Delivery,
        ["max.in.flight"] = Delivery,
        ["max.in.flight.requests.per.connection"] = Delivery,
        ["queuing.strategy"] = Delivery,
        ["delivery.report.only.error"] = Delivery,
        ["dr_cb"] = Delivery,
        ["dr_msg_cb"] = Delivery,
        ["enable.auto.commit"] = Delivery,
        ["auto.commit.enable"] = Delivery,
        ["auto.commit.interval.ms"] = Delivery,
        ["enable.auto.offset.store"] = Delivery,
        ["auto.offset.reset"] = Delivery + "; use initial_offset and on_gap",
        ["offset.store.method"] = Delivery,
        ["offset.store.path"] = Delivery,
        ["isolation.level"] = Delivery,
        ["check.crcs"] = Delivery,
        ["enable.partition.eof"] = Delivery,
        ["partitioner"] = "is not to be set: use record_partitioner",
        ["partitioner_cb"] = "is not to be set: use record_partitioner",
        ["bootstrap.servers"] = "is not to be set: use brokers",
        ["metadata.broker.list"] = "is not to be set: use brokers",
        ["group.id"] = "is not to be set: use group_id",
        ["group.instance.id"] = "is not to be set: use group_instance_id",
        ["partition.assignment.strategy"] = "is not to be set: use group_rebalance_strategies",
        ["group.protocol"] = "is not to be set: the gateway's members speak the classic protocol",
        ["message.max.bytes"] = "is not to be set: use producer::max_message_bytes, by which batches are split",
        ["message.timeout.ms"] = "is not to be set: use timeout",
        ["delivery.timeout.ms"] = "is not to be set: use timeout",
        ["builtin.features"] = "cannot be set",
        ["opaque"] = "cannot be set",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Why the setting is refused; null when it is not.</summary>
    public static string? ReasonAgainst(string name) =>
        name.StartsWith("test.", StringComparison.Ordinal) ? "is not to be set: it puts a pretended cluster in the place of the brokers"
        : name.EndsWith("_cb", StringComparison.Ordinal) ? "cannot be set"
        : Reasons.GetValueOrDefault(name);
}
