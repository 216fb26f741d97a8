// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// One place among the attributes of a metric's points: the label that stood there last, and where in the request the last
/// attribute is that was kept, when the next one like it is kept too.
/// </summary>
internal struct LabelPlace
{
    private int _keptStart;
    private int _keptLength;
    private ulong _keptSalt;

    public Label? Label { get; private set; }

    /// <summary>How often the label came here and was not counted yet.</summary>
    public long Count { get; set; }

    /// <summary>Another label stands here from now on; what was counted goes to the one before.</summary>
    public void Begin(Label? label)
    {
        Label?.CountObserved(Count);
        Label = label;
        Count = 0;
        _keptLength = -1;
    }

    /// <summary>An attribute was kept, and its value has been noted for good.</summary>
    /// <param name="salt">The label's, when it was decided.</param>
    public void Keep(int start, int length, ulong salt)
    {
        _keptStart = start;
        _keptLength = length;
        _keptSalt = salt;
    }

    /// <summary>True for an attribute that is that one again, byte for byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool KeepsAgain(ReadOnlySpan<byte> request, int start, int length) =>
        Label is not null && _keptLength == length && _keptSalt == Label.Salt
        && request.Slice(start, length).SequenceEqual(request.Slice(_keptStart, length));
}
