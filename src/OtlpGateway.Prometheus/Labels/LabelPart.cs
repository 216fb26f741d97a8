// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Labels;

/// <summary>Where in a text a label stands: the attribute's key, the label's name, its value. The three follow one another.</summary>
/// <param name="Key">The name is the key where it starts at the same place.</param>
internal readonly record struct LabelPart(int Key, int Name, int Value, int End, LabelRank Rank)
{
    public ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> text) => Key == Name ? text[Name..Value] : text[Key..Name];

    public ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> text) => text[Name..Value];

    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> text) => text[Value..End];
}
