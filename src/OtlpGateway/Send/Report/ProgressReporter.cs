// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Report;

/// <summary>Writes how a run goes: on a terminal one line that is written over, else a line now and then.</summary>
internal sealed class ProgressReporter(SendStatistics statistics, Pacer pacer, TextWriter output, bool isTerminal, TimeProvider time)
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(10);

    private int _width;

    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(isTerminal ? TerminalInterval : FileInterval, time);
        TimeSpan lastAt = pacer.Elapsed;
        long last = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                TimeSpan now = pacer.Elapsed;
                long acknowledged = statistics.Acknowledged;
                Write(SummaryText.Progress(statistics, now, (acknowledged - last) / (now - lastAt).TotalSeconds));
                (last, lastAt) = (acknowledged, now);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }

        if (_width > 0)
        {
            output.WriteLine();
        }
    }

    private void Write(string line)
    {
        if (!isTerminal)
        {
            output.WriteLine(line);
            return;
        }

        output.Write('\r' + line.PadRight(_width));
        output.Flush();
        _width = line.Length;
    }
}
