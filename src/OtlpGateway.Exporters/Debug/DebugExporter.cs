// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Wire.Json;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Exporters.Debug;

/// <summary>Shows batches on the console, for people who look whether anything comes. Takes everything.</summary>
internal sealed class DebugExporter(
    ComponentSettings settings,
    DebugExporterOptions options,
    Signal signal,
    TextWriter stdout,
    TextWriter stderr) : IExporter
{
    private readonly BatchSampler _sampler = new(settings.Time, options.SamplingInitial, options.SamplingThereafter);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromResult(Outcome.Cancelled());
        }

        if (_sampler.Take())
        {
            Show(Describe(batch));
        }

        return ValueTask.FromResult(Outcome.Accepted);
    }

    public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;

    private string Describe(TelemetryBatch batch) => options.Verbosity switch
    {
        DebugVerbosity.Detailed => Json(batch),
        DebugVerbosity.Normal => Line(batch) + string.Create(CultureInfo.InvariantCulture, $", bytes: {batch.Bytes.Length}"),
        _ => Line(batch),
    };

    private string Line(TelemetryBatch batch) =>
        string.Create(CultureInfo.InvariantCulture, $"{signal}: {signal.Items().Replace('_', ' ')}: {batch.ItemCount}");

    private string Json(TelemetryBatch batch)
    {
        using ProtobufWriter json = new(batch.Bytes.Length * 2);
        WireFault fault = OtlpJsonWriter.Write(signal, batch.Bytes.Span, json);
        return fault == WireFault.None
            ? Encoding.UTF8.GetString(json.WrittenSpan)
            : $"{Line(batch)}, which cannot be shown: {fault.Describe()}";
    }

    private void Show(string text)
    {
        if (options.UseInternalLogger)
        {
            DebugExporterLog.Batch(settings.Logger, text);
            return;
        }

        foreach (string path in options.OutputPaths)
        {
            (path == "stderr" ? stderr : stdout).WriteLine(text);
        }
    }
}
