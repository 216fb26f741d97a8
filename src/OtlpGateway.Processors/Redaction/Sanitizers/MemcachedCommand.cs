// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>A command of Memcached: its first line stays, the data behind it goes.</summary>
internal static class MemcachedCommand
{
    public static bool Write(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        int end = text.IndexOfAny("\r\n"u8);
        destination.WriteRaw(end < 0 ? text : text[..end]);
        return true;
    }
}
