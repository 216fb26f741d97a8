// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Exporters.Kafka;

internal static partial class KafkaExporterLog
{
    [LoggerMessage(4101, LogLevel.Information, "Writing {Signal} to topic {Topic} of {Address}")]
    public static partial void Started(ILogger logger, string signal, string topic, string address);

    [LoggerMessage(4102, LogLevel.Error, "The log refuses records until an operator helps: {Message}")]
    public static partial void Failed(ILogger logger, string message);

    [LoggerMessage(4103, LogLevel.Information, "The log takes records again")]
    public static partial void Recovered(ILogger logger);
}
