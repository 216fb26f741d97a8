// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Testing.RemoteWrite;

/// <summary>One series of a request.</summary>
public sealed record WrittenSeries(string Labels, IReadOnlyList<WrittenSample> Samples, IReadOnlyList<long> Histograms, IReadOnlyList<string> Exemplars)
{
    /// <summary>Labels as <c>name{a="b"}</c>.</summary>
    public static string Text(IReadOnlyList<(string Name, string Value)> labels)
    {
        string name = string.Concat(labels.Where(label => label.Name == "__name__").Select(label => label.Value));
        return $"{name}{{{string.Join(',', labels.Where(label => label.Name != "__name__").Select(label => $"{label.Name}=\"{label.Value}\""))}}}";
    }
}

/// <summary>One sample.</summary>
public readonly record struct WrittenSample(long Timestamp, ulong Bits, long StartTimestamp)
{
    public double Value => BitConverter.UInt64BitsToDouble(Bits);
}
