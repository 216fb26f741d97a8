// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>The <c>decisions::log</c> section: a topic in which gateways share their decisions.</summary>
public sealed class DecisionTopicOptions : IValidatable
{
    public const int MinKeyBytes = 16;

    /// <summary>How the brokers are reached, or <c>["embedded:DIR"]</c>.</summary>
    [Squash]
    public KafkaClientOptions Client { get; } = new();

    /// <summary>A topic of one partition that keeps the last record of each key; made when it is not there.</summary>
    public string Topic { get; set; } = "otlpgateway_cardinality";

    /// <summary>The secret under which values are hashed, the same on every gateway.</summary>
    [Secret]
    public string Key { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Topic.Length == 0)
        {
            validation.Error("topic", "must not be empty");
        }

        if (Encoding.UTF8.GetByteCount(Key) < MinKeyBytes)
        {
            validation.Error("key", $"must have at least {MinKeyBytes} bytes, the same on every gateway; for example from 'openssl rand -hex 32'");
        }
    }
}
