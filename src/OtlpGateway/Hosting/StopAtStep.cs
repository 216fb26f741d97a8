// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Runtime.InteropServices;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Hosting;

/// <summary>
/// For the fault tests alone: ends this process as <c>kill -9</c> does, or freezes it as <c>kill -STOP</c> does, when
/// delivery has reached a step for the Nth time. Off unless the environment says <c>STEP:N</c> or <c>STEP:N:pause</c>,
/// for example <c>claim_read:3</c>.
/// </summary>
internal sealed class StopAtStep : IDeliverySteps
{
    internal const string Variable = "OTLP_GATEWAY_TEST_STOP_AT";

    private const int SigKill = 9;
    private const int SigStop = 19;

    private static readonly TimeSpan SignalTakesEffect = TimeSpan.FromMilliseconds(200);

    private readonly DeliveryStep _step;
    private readonly int _signal;
    private int _left;

    private StopAtStep(DeliveryStep step, int times, int signal)
    {
        _step = step;
        _left = times;
        _signal = signal;
    }

    /// <summary>Null where the environment says nothing. Throws <see cref="FormatException"/> for what it cannot mean.</summary>
    public static StopAtStep? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Parse(text) : null;

    internal static StopAtStep Parse(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length is 2 or 3
            && Enum.GetValues<DeliveryStep>().Where(step => ConfigNames.SnakeCase($"{step}") == parts[0]).ToList() is [DeliveryStep step]
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int times)
            && times > 0
            && parts.ElementAtOrDefault(2) is null or "pause")
        {
            return new StopAtStep(step, times, parts.Length == 3 ? SigStop : SigKill);
        }

        throw new FormatException($"{Variable}={text} is not STEP:N or STEP:N:pause; the steps are {string.Join(", ", Enum.GetValues<DeliveryStep>().Select(step => ConfigNames.SnakeCase($"{step}")))}");
    }

    public void Reached(DeliveryStep step)
    {
        if (step == _step && Interlocked.Decrement(ref _left) == 0)
        {
            _ = Kill(Environment.ProcessId, _signal);

            // Another thread may take the signal: this one must not get further before it counts for all.
            Thread.Sleep(SignalTakesEffect);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
