// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using OtlpGateway.Clients.Grpc;

namespace OtlpGateway.Send.Templates;

/// <summary>
/// A whole export request in its protobuf form, made once; ids, times and totals are written into it for every sending,
/// which is what makes the generator cheap. One owner, one request at a time: the bytes are the request's own while it is
/// under way.
/// </summary>
internal sealed class RequestTemplate
{
    // gRPC's frame header is kept before the message, so that both are sent without copying.
    private readonly byte[] _frame;
    private readonly Patch[] _patches;
    private long _requests;

    public RequestTemplate(ReadOnlySpan<byte> message, IReadOnlyCollection<Patch> patches, int items)
    {
        _frame = new byte[GrpcFrame.HeaderLength + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(_frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(_frame.AsSpan(GrpcFrame.HeaderLength));
        _patches = [.. patches];
        Items = items;
    }

    /// <summary>How many spans, log records or data points it has.</summary>
    public int Items { get; }

    /// <summary>The message, valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlyMemory<byte> Message => _frame.AsMemory(GrpcFrame.HeaderLength);

    /// <summary>The message in its gRPC frame, valid until the next <see cref="Apply"/>.</summary>
    public ReadOnlyMemory<byte> Frame => _frame;

    /// <summary>Makes the next request out of it.</summary>
    public void Apply(Stamp stamp)
    {
        _requests++;
        Span<byte> message = _frame.AsSpan(GrpcFrame.HeaderLength);
        foreach (Patch patch in _patches)
        {
            Span<byte> place = message[patch.Offset..];
            switch (patch.Kind)
            {
                case PatchKind.Counter:
                    BinaryPrimitives.WriteInt64BigEndian(place, stamp.First + patch.Argument);
                    break;
                case PatchKind.CounterText:
                    WriteHex(place, stamp.First + patch.Argument);
                    break;
                case PatchKind.Time:
                    BinaryPrimitives.WriteInt64LittleEndian(place, stamp.NowUnixNano - patch.Argument);
                    break;
                case PatchKind.Total:
                    BinaryPrimitives.WriteInt64LittleEndian(place, patch.Argument * _requests);
                    break;
                default:
                    BinaryPrimitives.WriteDoubleLittleEndian(place, patch.Argument * _requests / 1000.0);
                    break;
            }
        }
    }

    private static void WriteHex(Span<byte> place, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, place, out _);
    }
}
