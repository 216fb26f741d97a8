// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Servers.Hosting;

/// <summary>
/// Gives the server's own messages to the component's logger, from warnings up: what a broken client causes is
/// informational to the server and would flood the log.
/// </summary>
internal sealed class ForwardingLoggerProvider(ILogger target) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Forwarder(target);

    public void Dispose()
    {
        // The logger belongs to the component.
    }

    private sealed class Forwarder(ILogger target) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => target.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && target.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            // The component that cuts its own answer has told the client why.
            if (IsEnabled(logLevel) && exception is not ResponseCutException)
            {
                target.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
