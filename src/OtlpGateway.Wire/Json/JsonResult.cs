// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Json;

/// <summary>How a transcoding ended.</summary>
/// <param name="Fault"><see cref="JsonFault.None"/> when the request was transcoded whole.</param>
/// <param name="Offset">Where the fault is, in bytes from the start of the text.</param>
/// <param name="Message">For the client: path, what is wrong, offset. At most <see cref="MaxMessageLength"/> characters; null without a fault.</param>
/// <param name="Warnings">What was accepted but not exactly as written; meaningless with a fault.</param>
public readonly record struct JsonResult(JsonFault Fault, int Offset, string? Message, JsonWarnings Warnings)
{
    /// <summary>The longest <see cref="Message"/>, in characters.</summary>
    public const int MaxMessageLength = 512;

    /// <summary>Whether the request was transcoded.</summary>
    public bool IsSuccess => Fault == JsonFault.None;
}
