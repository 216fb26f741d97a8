// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>What a batcher is told by whoever uses it.</summary>
public sealed class BatcherSettings
{
    /// <summary>Component id, for messages.</summary>
    public required string Name { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }

    public required IBatcherObserver Observer { get; init; }

    /// <summary>The unit of both sizes.</summary>
    public QueueSizer Sizer { get; init; } = QueueSizer.Items;

    /// <summary>Size at which a delivery starts although others are under way.</summary>
    public required long MinSize { get; init; }

    /// <summary>Most that one delivery holds; zero means no limit. A single larger request is split.</summary>
    public required long MaxSize { get; init; }

    /// <summary>Longest wait of a request for others; zero sends each at once.</summary>
    public required TimeSpan FlushTimeout { get; init; }

    /// <summary>Client headers that keep requests apart, in lower case.</summary>
    public IReadOnlyList<string> MetadataKeys { get; init; } = [];

    /// <summary>Most combinations of their values at a time; zero means no limit.</summary>
    public int MetadataCardinalityLimit { get; init; } = 1000;

    /// <summary>Deliveries at once, for each combination.</summary>
    public int MaxConcurrency { get; init; } = 8;

    /// <summary>Most bytes of requests that wait here or are under way; who comes then waits for room.</summary>
    public long MaxHeldBytes { get; init; } = 256L << 20;
}
