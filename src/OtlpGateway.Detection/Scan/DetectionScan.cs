// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Detection.Secrets;
using OtlpGateway.Detection.Shapes;

namespace OtlpGateway.Detection.Scan;

/// <summary>
/// What a set of detectors finds in a text, from left to right and without overlaps: of two that overlap the one that
/// begins first, of two that begin together the first in <see cref="DetectorKind"/>. Time grows with the text's length,
/// whatever is in it; nothing is allocated.
/// </summary>
public ref struct DetectionScan
{
    private const int NeverFound = int.MaxValue;
    private const DetectorKind Numbers = DetectorKind.IPv4;

    private readonly ReadOnlySpan<byte> _text;
    private Detectors _candidates;
    private Pending _pending;
    private int _position;

    /// <param name="text">In UTF-8; malformed text is scanned as well.</param>
    /// <param name="candidates">The detectors to run: what <see cref="Prefilter.Candidates"/> says, or any others.</param>
    public DetectionScan(ReadOnlySpan<byte> text, Detectors candidates)
    {
        _text = text;
        _candidates = candidates;
    }

    /// <summary>What was found last.</summary>
    public Detection Current { get; private set; }

    /// <summary>Finds the next match. False at the end.</summary>
    public bool MoveNext()
    {
        Detection best = new(default, NeverFound, 0);
        Detectors numbers = _candidates & Detectors.Numbers;
        for (DetectorKind kind = default; kind <= Numbers; kind++)
        {
            Detectors bit = kind == Numbers ? numbers : _candidates & (Detectors)(1 << (int)kind);
            if (bit == 0)
            {
                continue;
            }

            ref Detection pending = ref _pending[(int)kind];
            if ((pending.Length == 0 || pending.Start < _position) && !Find(kind, bit, out pending))
            {
                _candidates &= ~bit;
                continue;
            }

            if (pending.Start < best.Start)
            {
                best = pending;
            }
        }

        Current = best;
        _position = best.Length > 0 ? best.End : _text.Length;
        return best.Length > 0;
    }

    private readonly bool Find(DetectorKind kind, Detectors wanted, out Detection found) => kind switch
    {
        DetectorKind.PrivateKey => PrivateKey.TryFind(_text, _position, out found),
        DetectorKind.CloudKey => CloudKey.TryFind(_text, _position, out found),
        DetectorKind.Jwt => Jwt.TryFind(_text, _position, out found),
        DetectorKind.Email => Email.TryFind(_text, _position, out found),
        DetectorKind.Uuid => Uuid.TryFind(_text, _position, out found),
        DetectorKind.IPv6 => IPv6.TryFind(_text, _position, out found),
        _ => NumberScan.TryFind(_text, _position, wanted, out found),
    };

    /// <summary>The next match of each kind, found once: a text full of one kind is not searched for the others again and again.</summary>
    [InlineArray((int)Numbers + 1)]
    private struct Pending
    {
        private Detection _first;
    }
}
