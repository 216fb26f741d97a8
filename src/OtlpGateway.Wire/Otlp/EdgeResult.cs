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
    private const int MaxQuotedWord = 19;
    private const int MaxQuotedDigits = 3;

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
    /// <param name="request">The request that this is the verdict on; its name is quoted from it, if that is a plain one.</param>
    public string DescribeRejected(ReadOnlySpan<byte> request) => string.Create(
        CultureInfo.InvariantCulture,
        $"{RejectedItems} of {ItemCount} {OtlpEdge.ItemName(Signal)} rejected; the first{Quote(request)}: {FirstItemFault.Describe()}");

    private string Quote(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> name = request.Slice(SubjectStart, SubjectLength);
        return SubjectLength is > 0 and <= MaxQuotedBytes && IsPlain(name) ? $" ({Encoding.ASCII.GetString(name)})" : "";
    }

    /// <summary>
    /// Whether a name is one that a programmer wrote: short words and few digits. Answers end up in logs, before anything was
    /// redacted, and a name with an address, a number or a token in it must not get there.
    /// </summary>
    private static bool IsPlain(ReadOnlySpan<byte> name)
    {
        int word = 0;
        int digits = 0;
        foreach (byte unit in name)
        {
            bool isDigit = char.IsAsciiDigit((char)unit);
            bool isLetter = char.IsAsciiLetter((char)unit);
            digits = isDigit ? digits + 1 : 0;
            word = isDigit || isLetter ? word + 1 : 0;
            if (digits > MaxQuotedDigits || word > MaxQuotedWord || !(isDigit || isLetter || " _.-/:{}*".Contains((char)unit, StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }
}
