// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka;

namespace OtlpGateway.Log;

/// <summary>The logs of this process, wherever they are: embedded in a directory, or on Kafka's brokers.</summary>
public sealed class LogClients(EmbeddedLogs embedded, KafkaLogs kafka) : ILogClients
{
    public ValueTask<ILogClient> OpenAsync(LogAddress address, EmbeddedLogOptions? options, CancellationToken cancellationToken) =>
        address.IsEmbedded
            ? embedded.OpenAsync(address, options, cancellationToken)
            : kafka.OpenAsync(address, options, cancellationToken);
}
