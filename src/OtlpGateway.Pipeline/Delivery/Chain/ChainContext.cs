// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What all links of one exporter's chain share.</summary>
internal sealed class ChainContext
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    public ChainContext(ComponentSettings settings, ExporterOptions options, Signal signal)
    {
        Settings = settings;
        Options = options;
        Signal = signal;
        Name = settings.Id.ToString();
        Metrics = new ExporterMetrics(settings.Meter, settings.Id, signal);
        DeadLetters = settings.Services.GetService(typeof(IDeadLetters)) as IDeadLetters;
        Destination = new DestinationHealth(Name, signal, settings.Services.GetService(typeof(HealthBoard)) as HealthBoard, settings.Logger);
        Random = settings.Services.GetService(typeof(RandomSource)) as RandomSource ?? new RandomSource();
        RetryLines = new LogLimiter(settings.Time, LogInterval);
        LossLines = new LogLimiter(settings.Time, LogInterval);
        DeadLetterLines = new LogLimiter(settings.Time, LogInterval);
    }

    public ComponentSettings Settings { get; }

    public ExporterOptions Options { get; }

    public Signal Signal { get; }

    /// <summary>The exporter's id as the user wrote it.</summary>
    public string Name { get; }

    public ExporterMetrics Metrics { get; }

    public IDeadLetters? DeadLetters { get; }

    public DestinationHealth Destination { get; }

    public RandomSource Random { get; }

    public LogLimiter RetryLines { get; }

    public LogLimiter LossLines { get; }

    public LogLimiter DeadLetterLines { get; }

    public TimeProvider Time => Settings.Time;

    public ILogger Logger => Settings.Logger;
}
