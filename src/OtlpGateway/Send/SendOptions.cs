// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>What <c>send</c> was told on its command line.</summary>
internal sealed record SendOptions
{
    /// <summary>Base address; the signal's path is added.</summary>
    public required Uri Endpoint { get; init; }

    public SendScenario Scenario { get; init; }

    public SendProtocol Protocol { get; init; } = SendProtocol.Grpc;

    /// <summary>Items per second over all signals and connections; 0 is as fast as possible.</summary>
    public double Rate { get; init; }

    /// <summary>After which no new request is begun; zero is no limit.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Items of each signal after which no new request is begun; 0 is no limit.</summary>
    public long Count { get; init; }

    /// <summary>Each has one request under way at a time.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>Items per request.</summary>
    public int Batch { get; init; } = 100;

    public IReadOnlyList<Signal> Signals { get; init; } = [Signal.Traces, Signal.Metrics, Signal.Logs];

    public bool Gzip { get; init; }

    /// <summary>Decides the content; the same seed makes the same shop.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The first eight bytes of all trace ids.</summary>
    public required ReadOnlyMemory<byte> Run { get; init; }

    /// <summary>Where a line is appended for every acknowledged request; null for nowhere.</summary>
    public string? AckedFile { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request is tried again before it counts as failed; zero is never.</summary>
    public TimeSpan RetryTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Sent with every request.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}
