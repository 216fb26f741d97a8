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

    /// <summary>Reads its lines up to one that begins so.</summary>
    public async Task<string> SaysAsync(string word, CancellationToken cancellationToken)
    {
        List<string> said = [];
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken) is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line;
            }

            said.Add(line);
        }

        throw new InvalidOperationException($"The member ended without '{word}': {string.Join("; ", said)}");
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
