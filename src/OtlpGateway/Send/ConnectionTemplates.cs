// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Send.Shop;
using OtlpGateway.Send.Templates;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>
/// The templates of one connection, which is one instance of every service: several of each signal in turn, so that not
/// every request looks the same.
/// </summary>
internal sealed class ConnectionTemplates
{
    private const int Variants = 4;
    private const int FirstSeriesOfOtherSizes = 1 << 24;

    private readonly SendOptions _options;
    private readonly string _instance;
    private readonly long _startUnixNano;
    private readonly int _seed;
    private readonly Dictionary<(Signal Signal, int Items), RequestTemplate[]> _templates = [];
    private int _turn;

    public ConnectionTemplates(SendOptions options, int connection, long startUnixNano)
    {
        _options = options;
        _instance = $"{Convert.ToHexStringLower(options.Run.Span)}-{connection:D5}";
        _startUnixNano = startUnixNano;
        _seed = (options.Seed * 1009) + (connection * Variants);
    }

    /// <summary>Goes on to the next variant: spans and log records of one turn belong together.</summary>
    public void NextTurn() => _turn++;

    /// <summary>The template for so many items; another size than the usual, as at the end, makes its own.</summary>
    public RequestTemplate Get(Signal signal, int items)
    {
        if (!_templates.TryGetValue((signal, items), out RequestTemplate[]? variants))
        {
            variants = Create(signal, items);
            _templates.Add((signal, items), variants);
        }

        return variants[_turn % variants.Length];
    }

    private RequestTemplate[] Create(Signal signal, int items)
    {
        if (signal == Signal.Metrics)
        {
            // Each series is in one template only, else two would tell different stories of it.
            int templates = Math.Max(1, (MetricTemplates.Cycle + items - 1) / items);
            int first = items == _options.Batch ? 0 : FirstSeriesOfOtherSizes;
            return [.. Enumerable.Range(0, templates).Select(i => MetricTemplates.Build(first + (i * items), items, _instance, _startUnixNano))];
        }

        return
        [
            .. Enumerable.Range(0, Variants).Select(variant =>
            {
                IReadOnlyList<PlannedSpan> plan = BatchPlan.Create(items, new Random(_seed + variant));
                return signal == Signal.Traces
                    ? TraceTemplates.Build(plan, _options.Run, _instance)
                    : LogTemplates.Build(plan, _options.Run, _instance);
            }),
        ];
    }
}
