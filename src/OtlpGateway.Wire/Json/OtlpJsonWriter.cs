// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Json;

/// <summary>
/// Writes requests in their protobuf form as OTLP/JSON, as the Collector does: fields in schema order, defaults left out,
/// 64-bit integers as strings, enums as numbers, ids in hexadecimal, other bytes in base64, NaN and the infinities as
/// strings, <c>resource</c>, <c>scope</c>, <c>status</c>, <c>body</c> and the like always there. Unknown fields are left
/// out, since JSON cannot carry them; invalid UTF-8 becomes U+FFFD; scopes from before version 0.19 (field 1000) are
/// written as today's.
/// </summary>
public static class OtlpJsonWriter
{
    /// <summary>How deep messages may nest: 100 maps in one another, which are three messages each, and the request around them.</summary>
    public const int MaxDepth = 320;

    // The text is for backends and files, never for a page of HTML: only what JSON demands is escaped.
    internal static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static MessageJsonWriter? Pooled;

    /// <summary>
    /// Appends the JSON form of <paramref name="message"/>, without a line end. When the bytes turn out not to be that
    /// message the fault says why, and what was appended is to be thrown away.
    /// </summary>
    public static WireFault Write(Signal signal, ReadOnlySpan<byte> message, IBufferWriter<byte> destination)
    {
        MessageJsonWriter writer = Pooled ?? new MessageJsonWriter();

        // Taken out while in use, so that a destination that writes JSON itself cannot meet it half-way.
        Pooled = null;
        WireFault fault = writer.Write(OtlpSchema.Request(signal), message, destination);
        Pooled = writer;
        return fault;
    }
}
