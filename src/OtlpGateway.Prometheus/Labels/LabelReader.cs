// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Labels;

/// <summary>
/// Reads labels in the form that <see cref="LabelWriter"/> gives them: remote write's <c>repeated Label labels = 1</c>.
/// Not for bytes from elsewhere.
/// </summary>
public ref struct LabelReader(ReadOnlySpan<byte> labels)
{
    private ReadOnlySpan<byte> _rest = labels;

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>In UTF-8.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Moves to the next label.</summary>
    public bool Read()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<byte> label = Field(ref _rest);
        Name = Field(ref label);
        Value = Field(ref label);
        return true;
    }

    private static ReadOnlySpan<byte> Field(scoped ref ReadOnlySpan<byte> rest)
    {
        int at = 1;
        int length = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = rest[at++];
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        ReadOnlySpan<byte> field = rest.Slice(at, length);
        rest = rest[(at + length)..];
        return field;
    }
}
