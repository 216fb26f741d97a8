// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Receivers.Otlp.Http;

/// <summary>What a body is written in, and so its answer.</summary>
internal enum BodyFormat : byte
{
    /// <summary>Neither of the two: the answer is plain text.</summary>
    Unknown,
    Protobuf,
    Json,
}
