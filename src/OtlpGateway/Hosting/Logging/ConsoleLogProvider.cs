// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;

namespace OtlpGateway.Hosting.Logging;

/// <summary>The gateway's log. Its settings and outputs can be exchanged while loggers are in use.</summary>
internal sealed class ConsoleLogProvider(TimeProvider time, LogSettings settings, LogOutput output) : ILoggerProvider
{
    // The web server's own lines about requests and listening addresses are not for our users.
    private const string FrameworkPrefix = "Microsoft.";

    private volatile LogSettings _settings = settings;
    private volatile LogOutput _output = output;

    /// <summary>Replaces settings and outputs; the old outputs are closed.</summary>
    public void Reconfigure(LogSettings settings, LogOutput output)
    {
        LogOutput old = _output;
        (_settings, _output) = (settings, output);
        old.Dispose();
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() => _output.Dispose();

    private bool IsEnabled(string category, LogLevel level) =>
        level >= _settings.Level
        && (level >= LogLevel.Warning || !category.StartsWith(FrameworkPrefix, StringComparison.Ordinal));

    private sealed class Logger(ConsoleLogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => provider.IsEnabled(category, logLevel);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            IReadOnlyList<KeyValuePair<string, object?>> fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            provider._output.Write(LogLine.Format(
                provider._settings, provider.Time.GetUtcNow(), logLevel, category, formatter(state, exception), fields, exception));
        }
    }

    private TimeProvider Time { get; } = time;
}
