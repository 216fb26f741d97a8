// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace OtlpGateway.Log.Tests.Kafka;

/// <summary>A member of a consumer group in a process of its own, which can be stopped as a machine stops a process.</summary>
internal sealed class MemberProcess : IDisposable
{
    private readonly Process _process;

    public MemberProcess(IReadOnlyList<string> brokers, string topic, string group)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "OtlpGateway.Log.Appender.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "member", string.Join(',', brokers), topic, group])
        {
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Reads its lines until one begins with each of the words.</summary>
    public async Task SaysAsync(CancellationToken cancellationToken, params string[] words)
    {
        List<string> said = [];
        List<string> missing = [.. words];
        while (missing.Count > 0)
        {
            string line = await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), cancellationToken)
                ?? throw new InvalidOperationException($"The member ended without '{missing[0]}': {string.Join("; ", said)}");
            said.Add(line);
            missing.RemoveAll(word => line.StartsWith(word, StringComparison.Ordinal));
        }
    }

    public void Pause() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", [name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
