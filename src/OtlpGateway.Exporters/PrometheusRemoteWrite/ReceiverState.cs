// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Pipeline.Health;
using OtlpGateway.Prometheus.RemoteWrite;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Exporters.PrometheusRemoteWrite;

/// <summary>What is known of the receiver: which version it takes, and whether it answers. Shared by all shards. Thread-safe.</summary>
internal sealed class ReceiverState(ComponentSettings settings, PrometheusRemoteWriteOptions options, PrometheusRemoteWriteMetrics metrics, string receiver)
{
    /// <summary>One failure is normal service.</summary>
    private const int FailuresUntilDown = 3;

    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleProblemsLast = TimeSpan.FromMinutes(1);

    private readonly string _part = $"exporter {settings.Id} ({Signal.Metrics.DataType()})";
    private readonly HealthBoard? _board = settings.Services.GetService(typeof(HealthBoard)) as HealthBoard;
    private readonly LogLimiter _retryLines = new(settings.Time, LogInterval);
    private readonly LogLimiter _refusalLines = new(settings.Time, LogInterval);
    private readonly LogLimiter _oddLines = new(settings.Time, LogInterval);
    private readonly LogLimiter _ageLines = new(settings.Time, LogInterval);
    private int _version = (int)options.Version;
    private int _failures;

    /// <summary>The version that is sent. It goes down once, and never up: a receiver is asked once.</summary>
    public RemoteWriteVersion Version => (RemoteWriteVersion)Volatile.Read(ref _version);

    /// <summary>The receiver does not take 2.0.</summary>
    public void FallBack(string why)
    {
        if (Interlocked.Exchange(ref _version, (int)RemoteWriteVersion.V1) != (int)RemoteWriteVersion.V1)
        {
            metrics.FellBack();
            PrometheusRemoteWriteLog.FallsBack(settings.Logger, receiver, why);
        }
    }

    /// <summary>It took a request, or said what is wrong with it.</summary>
    /// <param name="message">Of the answer; of one that took the request: what is odd about it.</param>
    public void Answered(string message, bool isTaken)
    {
        if (isTaken && message.Length > 0 && _oddLines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.OddSuccess(settings.Logger, receiver, message, suppressed);
        }

        if (Volatile.Read(ref _failures) > 0 && Interlocked.Exchange(ref _failures, 0) >= FailuresUntilDown)
        {
            _board?.Ready(_part);
            PrometheusRemoteWriteLog.SendsAgain(settings.Logger, receiver);
        }
    }

    /// <summary>A request is to be tried again.</summary>
    public void Failed(string message, TimeSpan delay)
    {
        CountFailure(message, IdleProblemsLast + options.EffectiveTimeout + (2 * delay));
        if (_retryLines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.WillRetry(settings.Logger, receiver, delay, message, suppressed);
        }
    }

    /// <summary>It will never take the request, whatever is in it: the address or the credentials are wrong.</summary>
    public void RefusedAll(string message) => CountFailure(message, IdleProblemsLast);

    /// <summary>Series that the receiver will never take.</summary>
    public void Refused(int series, string message)
    {
        if (_refusalLines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.Refused(settings.Logger, receiver, series, message, suppressed);
        }
    }

    /// <summary>Points that are left out because of their age; returns what to tell their sender.</summary>
    public string TooOld(int points)
    {
        if (points == 0)
        {
            return "";
        }

        if (_ageLines.TryTake(out long suppressed))
        {
            PrometheusRemoteWriteLog.TooOld(settings.Logger, settings.Id.ToString(), points, options.SampleAgeLimit, suppressed);
        }

        return $"{points} data points are older than {options.SampleAgeLimit} (option sample_age_limit)";
    }

    private void CountFailure(string message, TimeSpan lasts)
    {
        if (Interlocked.Increment(ref _failures) >= FailuresUntilDown)
        {
            _board?.NotReady(_part, $"{receiver}: {message}", lasts);
        }
    }

    public void Forget() => _board?.Remove(_part);
}
