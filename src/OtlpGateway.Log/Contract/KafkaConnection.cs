// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Log.Contract;

/// <summary>
/// How the brokers of a <see cref="LogAddress"/> are reached: settings of librdkafka by their own names, as
/// <c>CONFIGURATION.md</c> of librdkafka 2.15 lists them. Values may be secrets: never print them.
/// </summary>
/// <remarks>
/// What delivery depends on is the log client's own and not to be set here: <c>acks=all</c>, <c>enable.idempotence</c>,
/// <c>enable.auto.commit</c>, <c>enable.auto.offset.store</c>, <c>auto.offset.reset</c>, <c>enable.partition.eof</c>, <c>partitioner</c> (see <see cref="Partitioner"/>).
/// </remarks>
public sealed class KafkaConnection
{
    public const string DefaultPartitioner = "fnv1a_random";

    /// <summary>For producers, consumers and administration: <c>client.id</c>, <c>security.protocol</c>, <c>sasl.*</c>, <c>ssl.*</c>, ...</summary>
    public IReadOnlyDictionary<string, string> Client { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>For producers alone: <c>compression.codec</c>, <c>linger.ms</c>, <c>message.max.bytes</c>, ...</summary>
    public IReadOnlyDictionary<string, string> Producer { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// How a record's key becomes its partition: <c>fnv1a_random</c>, which is the Collector's, <c>murmur2_random</c>, which
    /// is the Java client's, or <c>random</c>, which ignores keys.
    /// </summary>
    public string Partitioner { get; init; } = DefaultPartitioner;

    /// <summary>For SASL/OAUTHBEARER: the token that is valid now, a JWT. Throws <see cref="IOException"/> when there is none.</summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; init; }

    /// <summary>Nothing of the settings, because they may be secrets.</summary>
    public override string ToString() => nameof(KafkaConnection);
}
