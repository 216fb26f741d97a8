// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Processors.Cardinality.Shapes;

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
    private PendingNotes? _notes;

    public Label? Label { get; private set; }

    /// <summary>How often the label came here and was not counted yet.</summary>
    public long Count { get; set; }

    /// <summary>True when the verdict about the last value was remembered: that about the next one probably is.</summary>
    public bool WasRemembered { get; set; }

    /// <summary>Another label stands here from now on; what was counted and noted goes to the one before.</summary>
    public void Begin(Label? label, ValueJudge judge)
    {
        Note(judge);
        Label?.CountObserved(Count);
        Label = label;
        Count = 0;
        _keptLength = -1;
    }

    /// <summary>A new value of the label came; it is noted when there are some, or when another label stands here.</summary>
    /// <param name="shape">The shape because of which it went; none if it has none.</param>
    public void Note(ulong hash, ValueShape shape, ValueJudge judge)
    {
        _notes ??= new PendingNotes();
        if (!_notes.TryAdd(hash, shape, judge.MostWaiting))
        {
            Note(judge);
            _notes.TryAdd(hash, shape, judge.MostWaiting);
        }
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

    private readonly void Note(ValueJudge judge)
    {
        if (_notes is { IsEmpty: false } && Label is not null)
        {
            judge.NoteNew(Label, _notes);
            _notes.Clear();
        }
    }
}
