// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What a queue or a batch is measured in.</summary>
public enum QueueSizer
{
    /// <summary>Export requests.</summary>
    Requests,

    /// <summary>Spans, data points or log records.</summary>
    Items,

    /// <summary>Bytes of the protobuf form.</summary>
    Bytes,
}
