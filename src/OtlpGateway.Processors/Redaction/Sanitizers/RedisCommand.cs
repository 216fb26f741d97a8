// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Sanitizers;

/// <summary>Commands of Redis and Valkey, one a line: all arguments become one <c>?</c>.</summary>
internal static class RedisCommand
{
    public static bool Write(ReadOnlySpan<byte> text, ProtobufWriter destination)
    {
        while (true)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).Trim(" \t\r"u8);
            int space = line.IndexOfAny(" \t"u8);
            destination.WriteRaw(space < 0 ? line : line[..space]);
            if (space >= 0)
            {
                destination.WriteRaw(" ?"u8);
            }

            if (end < 0)
            {
                return true;
            }

            destination.WriteRaw("\n"u8);
            text = text[(end + 1)..];
        }
    }
}
