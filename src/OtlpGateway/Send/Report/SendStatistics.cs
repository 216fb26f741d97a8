// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send.Report;

/// <summary>What a run has done so far, for all connections together. Thread-safe.</summary>
internal sealed class SendStatistics(IReadOnlyList<Signal> signals)
{
    private readonly SignalCounters[] _counters = [.. Enum.GetValues<Signal>().Prepend(default).Select(_ => new SignalCounters())];
    private string _lastProblem = "";

    public IReadOnlyList<Signal> Signals { get; } = signals;

    /// <summary>From the sending of a request's last attempt to its acknowledgement.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>The last refusal, failure or warning; empty when there was none.</summary>
    public string LastProblem
    {
        get => Volatile.Read(ref _lastProblem);
        set => Volatile.Write(ref _lastProblem, value);
    }

    public long Acknowledged => Sum(c => c.Acknowledged);

    public long Rejected => Sum(c => c.Rejected);

    public long Failed => Sum(c => c.Failed);

    public long Retried => Sum(c => c.Retried);

    public SignalCounters Of(Signal signal) => _counters[(int)signal];

    private long Sum(Func<SignalCounters, long> value) => Signals.Sum(s => value(Of(s)));
}
