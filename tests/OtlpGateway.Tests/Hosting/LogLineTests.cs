// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Microsoft.Extensions.Logging;
using OtlpGateway.Hosting.Logging;
using OtlpGateway.Hosting.Options;
using Xunit;

namespace OtlpGateway.Tests.Hosting;

public class LogLineTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 20, 9, 8, 7, 65, TimeSpan.Zero);

    [Fact]
    public void Format_Console_IsOneReadableLine()
    {
        string line = Format(TelemetryLogEncoding.Console, stackTraces: false, new IOException("disk\nfull"));
        Assert.Equal("2026-11-20T09:08:07.065Z warn  exporter kafka: two \\n lines env=test: IOException: disk \\n full", line);
    }

    [Fact]
    public void Format_Json_IsOneObjectWithFields()
    {
        string line = Format(TelemetryLogEncoding.Json, stackTraces: true, new IOException("disk"));
        Assert.DoesNotContain('\n', line);
        using JsonDocument json = JsonDocument.Parse(line);
        Assert.Equal("warn", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("2026-11-20T09:08:07.065Z", json.RootElement.GetProperty("ts").GetString());
        Assert.Equal("exporter kafka", json.RootElement.GetProperty("component").GetString());
        Assert.Equal("two\nlines", json.RootElement.GetProperty("msg").GetString());
        Assert.Equal(7, json.RootElement.GetProperty("Count").GetInt32());
        Assert.Equal("test", json.RootElement.GetProperty("env").GetString());
        Assert.StartsWith("System.IO.IOException: disk", json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(json.RootElement.TryGetProperty("{OriginalFormat}", out _));
    }

    [Theory]
    [InlineData("service", LogLevel.Information, true)]
    [InlineData("service", LogLevel.Debug, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    public void IsEnabled_ByLevelAndCategory(string category, LogLevel level, bool enabled)
    {
        using ConsoleLogProvider provider = new(TimeProvider.System, Settings(TelemetryLogEncoding.Console, true), new LogOutput([]));
        Assert.Equal(enabled, provider.CreateLogger(category).IsEnabled(level));
    }

    [Fact]
    public void Reconfigure_NewOutput_TakesFurtherLines()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("otlp-gateway-log");
        string first = Path.Combine(folder.FullName, "1.log");
        string second = Path.Combine(folder.FullName, "2.log");
        using (ConsoleLogProvider provider = new(TimeProvider.System, Settings(TelemetryLogEncoding.Console, true), new LogOutput([first])))
        {
            ILogger logger = provider.CreateLogger("service");
            logger.LogInformation("before");
            provider.Reconfigure(Settings(TelemetryLogEncoding.Json, true), new LogOutput([second]));
            logger.LogInformation("after");
        }

        Assert.EndsWith("service: before env=test" + Environment.NewLine, File.ReadAllText(first), StringComparison.Ordinal);
        Assert.StartsWith("{", File.ReadAllText(second), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    private static LogSettings Settings(TelemetryLogEncoding encoding, bool stackTraces) =>
        new(LogLevel.Information, encoding, stackTraces, new Dictionary<string, string> { ["env"] = "test" });

    private static string Format(TelemetryLogEncoding encoding, bool stackTraces, Exception exception) => LogLine.Format(
        Settings(encoding, stackTraces),
        Time,
        LogLevel.Warning,
        "exporter kafka",
        "two\nlines",
        [new("Count", 7), new("{OriginalFormat}", "x")],
        exception);
}
