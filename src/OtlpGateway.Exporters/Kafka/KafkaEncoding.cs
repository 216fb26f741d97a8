// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Exporters.Kafka;

/// <summary>How a request is written into a record.</summary>
public enum KafkaEncoding
{
    /// <summary>The request as it is.</summary>
    OtlpProto,

    /// <summary>As OTLP/JSON.</summary>
    OtlpJson,

    /// <summary>Logs alone: each log record's body as a record of its own; bytes as they are, anything else as JSON.</summary>
    Raw,
}
