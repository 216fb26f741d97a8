// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp;

/// <summary>
/// The edge's verdict on one request: malformed as a whole (<see cref="Fault"/>), or well-formed with
/// <see cref="RejectedItems"/> of its <see cref="ItemCount"/> items rejected.
/// </summary>
public readonly record struct EdgeResult
{
    // Enough to recognise a name, too little to flood a client's log.
    private const int MaxQuotedBytes = 80;

    public required Signal Signal { get; init; }

    /// <summary>Why the bytes are no such request; <see cref="WireFault.None"/> when they are.</summary>
    public WireFault Fault { get; init; }

    /// <summary>Where the fault was met, in bytes from the request's start.</summary>
    public int FaultOffset { get; init; }

    /// <summary>The message type that the fault was met in, for example <c>Span</c>; empty without a fault.</summary>
    public string FaultMessage { get; init; }

    /// <summary>All items, accepted and rejected. 0 for a malformed request.</summary>
    public int ItemCount { get; init; }

    /// <summary>Items that must not be passed on; <see cref="OtlpEdge.WriteAccepted"/> leaves them out.</summary>
    public int RejectedItems { get; init; }

    /// <summary>Why the first of the rejected items was rejected.</summary>
    public ItemFault FirstItemFault { get; init; }

    /// <summary>Where the first rejected item's name (span or metric) stands in the request.</summary>
    public int SubjectStart { get; init; }

    /// <summary>Length of that name in bytes; 0 when it has none.</summary>
    public int SubjectLength { get; init; }

    public EdgeWarnings Warnings { get; init; }

    public int AcceptedItems => ItemCount - RejectedItems;

    /// <summary>Nothing of the request may be ingested.</summary>
    public bool IsMalformed => Fault != WireFault.None;

    /// <summary>For the client: why the request is malformed, and where.</summary>
    public string DescribeFault() => string.Create(
        CultureInfo.InvariantCulture,
        $"malformed {OtlpEdge.RequestName(Signal)}: {Fault.Describe()} at byte {FaultOffset}, in {FaultMessage}");

    /// <summary>For the client: how many items were rejected, and what was wrong with the first.</summary>
    /// <param name="request">The request that this is the verdict on; a name is quoted from it, shortened and cleaned.</param>
    public string DescribeRejected(ReadOnlySpan<byte> request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{RejectedItems} of {ItemCount} {OtlpEdge.ItemName(Signal)} rejected; the first{Quote(request)}: {FirstItemFault.Describe()}");

    private string Quote(ReadOnlySpan<byte> request)
    {
        if (SubjectLength == 0)
        {
            return "";
        }

        ReadOnlySpan<byte> name = request.Slice(SubjectStart, Math.Min(SubjectLength, MaxQuotedBytes));
        var text = new StringBuilder(" (");
        foreach (byte unit in name)
        {
            // Anything but printable ASCII could confuse whoever reads the message in a terminal or a log.
            text.Append(unit is >= 0x20 and < 0x7F ? (char)unit : '?');
        }

        return text.Append(SubjectLength > MaxQuotedBytes ? "...)" : ")").ToString();
    }
}
