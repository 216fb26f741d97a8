// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.Metrics;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>What the <c>file</c> exporter does on the disk.</summary>
internal sealed class FileExporterMetrics(Meter meter, ComponentId id)
{
    private readonly KeyValuePair<string, object?> _exporter = new("exporter", id.ToString());

    private readonly Histogram<double> _flushes =
        meter.CreateHistogram<double>("otlpgateway_file_exporter_flush_duration_seconds", "s", "Time of a write and its fsync.");

    private readonly Counter<long> _bytes =
        meter.CreateCounter<long>("otlpgateway_file_exporter_written_bytes", "By", "Bytes that are on the disk.");

    private readonly Counter<long> _rotations =
        meter.CreateCounter<long>("otlpgateway_file_exporter_rotations", "{file}", "Files that were full and put aside.");

    public void Flushed(TimeSpan took, long bytes)
    {
        _flushes.Record(took.TotalSeconds, _exporter);
        _bytes.Add(bytes, _exporter);
    }

    public void Rotated() => _rotations.Add(1, _exporter);
}
