// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.FileSink;

/// <summary>Registers <c>file</c>.</summary>
public sealed class FileExporterFactory : ExporterFactory<FileExporterOptions>
{
    // The signals of one exporter write to the same files. They have their options in common, and nothing else has them.
    private readonly ConditionalWeakTable<FileExporterOptions, FileSet> _files = [];

    public override string Type => "file";

    public override IReadOnlyDictionary<Signal, Stability> Signals { get; } = new Dictionary<Signal, Stability>
    {
        [Signal.Traces] = Stability.Beta,
        [Signal.Metrics] = Stability.Beta,
        [Signal.Logs] = Stability.Beta,
        [Signal.Profiles] = Stability.Development,
    };

    protected override IExporter Create(ComponentSettings settings, FileExporterOptions options, Signal signal)
    {
        if (signal == Signal.Profiles && options.GroupBy.Enabled)
        {
            throw new ComponentStartException("group_by cannot be used for profiles: a request of profiles cannot be taken apart");
        }

        return new FileExporter(options, signal, _files.GetValue(options, key => new FileSet(settings, key)));
    }
}
