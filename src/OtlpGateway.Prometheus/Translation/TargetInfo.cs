// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Prometheus.Labels;
using OtlpGateway.Prometheus.Naming;
using OtlpGateway.Prometheus.Series;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Prometheus.Translation;

/// <summary>
/// The resource in Prometheus: <c>job</c> and <c>instance</c> of its series, and the time that its <c>target_info</c> has to
/// cover. Not thread-safe.
/// </summary>
internal sealed class TargetInfo(string prefix) : IDisposable
{
    /// <summary>How far apart samples are, in milliseconds: twice in the time that a query looks back.</summary>
    public const long Interval = 150_000;

    /// <summary>Most samples of one resource in one request: points that lie further apart get no more.</summary>
    public const int MostSamples = 1000;

    /// <summary>Resources whose last sample is remembered; of more, all is forgotten, and a receiver may refuse some.</summary>
    private const int MostRemembered = 10_000;

    private readonly Dictionary<ulong, long> _covered = [];
    private readonly ProtobufWriter _job = new(128);
    private readonly ProtobufWriter _instance = new(128);

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(prefix.Length > 0 ? $"{prefix}_target_info" : "target_info");

    public byte[] NameLabel { get; } = LabelWriter.Make(LabelNames.Name, Encoding.UTF8.GetBytes(prefix.Length > 0 ? $"{prefix}_target_info" : "target_info"));

    public ulong Hash { get; } = ByteHash.Of("target_info"u8);

    /// <summary>Whether the resource has a name in Prometheus.</summary>
    public bool HasIdentity => _job.Length > 0 || _instance.Length > 0;

    /// <summary>The time of the resource's first point.</summary>
    public long Earliest { get; private set; }

    /// <summary>The time of its last one; 0 while there is none.</summary>
    public long Latest { get; private set; }

    /// <summary>What <c>job</c> and <c>instance</c> are made of.</summary>
    public static bool IsIdentifying(ReadOnlySpan<byte> key) =>
        key.StartsWith("service."u8)
        && (key.SequenceEqual("service.name"u8) || key.SequenceEqual("service.namespace"u8) || key.SequenceEqual("service.instance.id"u8));

    public void BeginResource(in ResourceCursor resource)
    {
        _job.Clear();
        _instance.Clear();
        Earliest = 0;
        Latest = 0;
        ValueCursor name = default;
        ValueCursor space = default;
        foreach (KeyValueCursor attribute in resource.Attributes)
        {
            if (attribute.Key.SequenceEqual("service.name"u8))
            {
                name = attribute.Value;
            }
            else if (attribute.Key.SequenceEqual("service.namespace"u8))
            {
                space = attribute.Value;
            }
            else if (attribute.Key.SequenceEqual("service.instance.id"u8))
            {
                _instance.Clear();
                ValueText.Write(attribute.Value, _instance);
            }
        }

        WriteJob(name, space);
    }

    public void ShareIdentity(PointLabels labels)
    {
        labels.Share(LabelNames.Job, _job.WrittenSpan, LabelRank.Identity);
        labels.Share(LabelNames.Instance, _instance.WrittenSpan, LabelRank.Identity);
    }

    /// <summary>Notes when a point of the resource was.</summary>
    public void Cover(long timestamp)
    {
        Earliest = Latest == 0 ? timestamp : Math.Min(Earliest, timestamp);
        Latest = Math.Max(Latest, timestamp);
    }

    /// <summary>
    /// The time up to which a resource has samples from before, which is set to its last point's. Two requests of one resource
    /// may come in any order, as from two partitions of a log: what is older says nothing, and receivers refuse it.
    /// </summary>
    public long CoverMore(ulong resource)
    {
        if (!_covered.TryGetValue(resource, out long before) && _covered.Count >= MostRemembered)
        {
            _covered.Clear();
        }

        _covered[resource] = Math.Max(before, Latest);
        return before;
    }

    public void Dispose()
    {
        _job.Dispose();
        _instance.Dispose();
    }

    // A namespace alone names nothing.
    private void WriteJob(in ValueCursor name, in ValueCursor space)
    {
        ValueText.Write(space, _job);
        if (_job.Length > 0)
        {
            _job.WriteRaw("/"u8);
        }

        int prefixLength = _job.Length;
        ValueText.Write(name, _job);
        if (_job.Length == prefixLength)
        {
            _job.Clear();
        }
    }
}
