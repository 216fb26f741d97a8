// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// New values of one label, by their hashes, that are to be noted: many at once, so that the label's gate is taken once for
/// all of them, and the sketches' memory is waited for once. One thread at a time.
/// </summary>
internal sealed class PendingNotes
{
    /// <summary>As many values as there can be.</summary>
    public const int Room = 64;

    private readonly ulong[] _hashes = new ulong[Room];
    private int _shaped;
    private int _plain;

    /// <summary>What all values have that are <see cref="Shaped"/>.</summary>
    public ValueShape Shape { get; private set; }

    public bool IsEmpty => _shaped + _plain == 0;

    /// <summary>Values that went because of their shape.</summary>
    public ReadOnlySpan<ulong> Shaped => _hashes.AsSpan(0, _shaped);

    /// <summary>Values that have no shape for which they would be changed.</summary>
    public ReadOnlySpan<ulong> Plain => _hashes.AsSpan(Room - _plain);

    /// <summary>False when there is no room: then what is here is to be noted first.</summary>
    /// <param name="shape">The shape because of which it went; none if it has none.</param>
    /// <param name="mostPlain">How many there may be that have none.</param>
    public bool TryAdd(ulong hash, ValueShape shape, int mostPlain)
    {
        if (_shaped + _plain == Room || (shape == ValueShape.None && _plain >= mostPlain))
        {
            return false;
        }

        if (shape == ValueShape.None)
        {
            _hashes[Room - ++_plain] = hash;
            return true;
        }

        if (_shaped > 0 && Shape != shape)
        {
            return false;
        }

        Shape = shape;
        _hashes[_shaped++] = hash;
        return true;
    }

    public void Clear()
    {
        _shaped = 0;
        _plain = 0;
    }
}
