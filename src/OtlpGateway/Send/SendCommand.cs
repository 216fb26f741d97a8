// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Runtime.InteropServices;
using OtlpGateway.Send.Report;

namespace OtlpGateway.Send;

/// <summary><c>send</c>: a small shop's telemetry, for a first look and as a load driver.</summary>
internal static class SendCommand
{
    public static Command Create()
    {
        SendArguments arguments = new();
        Command command = new("send", "Send realistic telemetry of a small shop to an OTLP endpoint, and say what was acknowledged.");
        arguments.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            arguments.Read(result),
            result.GetValue(arguments.Json),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    /// <summary>Runs to its end or to the first signal to stop. 0 when everything that was sent was acknowledged.</summary>
    private static async Task<int> RunAsync(
        SendOptions options,
        bool json,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using CancellationTokenSource finished = new();

        SendSession session = new(options, TimeProvider.System);
        ProgressReporter progress = new(session.Statistics, session.Pacer, error, !Console.IsErrorRedirected, TimeProvider.System);
        Task reporting = progress.RunAsync(finished.Token);
        try
        {
            await session.RunAsync(stop.Token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"otlp-gateway send: {e.Message}");
            return 1;
        }
        finally
        {
            await finished.CancelAsync();
            await reporting;
        }

        TimeSpan elapsed = session.Pacer.Elapsed;
        await output.WriteLineAsync(json
            ? SummaryText.Json(session.Statistics, elapsed, options.Run.Span)
            : SummaryText.Table(session.Statistics, elapsed, options.Run.Span));
        if (session.Expected is { } expected)
        {
            await output.WriteLineAsync(json ? expected.Json() : expected.Table());
        }

        return session.Statistics.Failed == 0 && session.Statistics.Rejected == 0 ? 0 : 1;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }
}
