// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What all links of one exporter's chain share.</summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "The source has no timer, so there is nothing to free, and late callers may still link to its token.")]
internal sealed class ChainContext
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleProblemsLast = TimeSpan.FromMinutes(1);

    public ChainContext(ComponentSettings settings, ExporterOptions options, Signal signal)
    {
        Settings = settings;
        Options = options;
        Signal = signal;
        Name = settings.Id.ToString();
        Metrics = new ExporterMetrics(settings.Meter, settings.Id, signal);
        DeadLetters = settings.Services.GetService(typeof(IDeadLetters)) as IDeadLetters;
        Destination = HealthOf(Name);
        Random = settings.Services.GetService(typeof(RandomSource)) as RandomSource ?? new RandomSource();
        RetryLines = new LogLimiter(settings.Time, LogInterval);
        LossLines = new LogLimiter(settings.Time, LogInterval);
        DeadLetterLines = new LogLimiter(settings.Time, LogInterval);
    }

    public ComponentSettings Settings { get; }

    public ExporterOptions Options { get; }

    public Signal Signal { get; }

    /// <summary>Cancelled when waits between attempts are to end although the batch is safe elsewhere: the stop of a persistent queue.</summary>
    public CancellationTokenSource Stopping { get; } = new();

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

    /// <summary>The readiness of one part of this chain.</summary>
    public DestinationHealth HealthOf(string part) =>
        new(part, Signal, ProblemsLast(), Settings.Services.GetService(typeof(HealthBoard)) as HealthBoard, Settings.Logger);

    // Longer than the longest pause between two attempts, so that a destination that stays down stays shown.
    private TimeSpan ProblemsLast() =>
        IdleProblemsLast + Options.Timeout + (Options.RetryOnFailure.Enabled ? 2 * Options.RetryOnFailure.MaxInterval : TimeSpan.Zero);
}
