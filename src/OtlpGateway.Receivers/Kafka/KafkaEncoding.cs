// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Kafka;

/// <summary>How a request stands in a record.</summary>
public enum KafkaEncoding
{
    /// <summary>An OTLP export request in protobuf.</summary>
    OtlpProto,

    /// <summary>An OTLP export request in JSON.</summary>
    OtlpJson,
}
