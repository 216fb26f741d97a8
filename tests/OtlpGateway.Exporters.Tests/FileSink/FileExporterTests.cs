// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OtlpGateway.Compression;
using OtlpGateway.Exporters.FileSink;
using OtlpGateway.Exporters.Tests.Otlp;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Buffers;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Exporters.Tests.FileSink;

public sealed class FileExporterTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly BatchFactory _batches = new();
    private readonly FakeTime _time = new();
    private readonly FileExporterFactory _factory = new();
    private readonly TestSettings _settings;

    public FileExporterTests() => _settings = new TestSettings(_time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Target => _directory.In("out.json");

    public void Dispose()
    {
        _settings.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Consume_Json_IsALineEach()
    {
        IExporter exporter = await StartAsync($"path: '{Target}'");
        await AcceptAsync(exporter, "first", "second");
        string[] lines = Read(Target).Split('\n');
        Assert.Equal(["first-0", "second-0"], lines[..2].Select(line => NameIn(line)));
        Assert.Equal("", lines[2]);
        await exporter.StopAsync(Token);
        await exporter.StopAsync(Token);
    }

    [Theory]
    [InlineData("format: proto", false)]
    [InlineData("format: proto, compression: zstd", true)]
    [InlineData("format: json, compression: zstd, compression_params: {level: 9}", true)]
    public async Task Consume_OtherForms_FollowTheirLength(string yaml, bool compressed)
    {
        IExporter exporter = await StartAsync($"path: '{Target}', {yaml}");
        await AcceptAsync(exporter, "first", "second");
        byte[] file = File.ReadAllBytes(Copy(Target));
        List<string> names = [];
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            byte[] record = file.AsSpan(at + 4, length).ToArray();
            record = compressed ? Unzstd(record) : record;
            names.Add(yaml.Contains("json", StringComparison.Ordinal) ? NameIn(Encoding.UTF8.GetString(record)) : BatchFactory.NamesIn(record)[0]);
            at += 4 + length;
        }

        Assert.Equal(["first-0", "second-0"], names);
        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Consume_ManyAtOnce_AreAllThereAndShareFlushes()
    {
        IExporter exporter = await StartAsync($"path: '{Target}'");
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => AcceptAsync(exporter, $"n{number}"), Token)));
        await exporter.StopAsync(Token);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(number => $"n{number}-0").Order(StringComparer.Ordinal),
            Read(Target).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(NameIn).Order(StringComparer.Ordinal));
        Assert.InRange(_settings.Metrics.Count("otlpgateway_file_exporter_flush_duration_seconds"), 1, 200);
        Assert.Equal(new FileInfo(Target).Length, _settings.Metrics.Sum("otlpgateway_file_exporter_written_bytes"));
    }

    [Theory]
    [InlineData("append: true", 2, 1)]
    [InlineData("append: false", 1, 2)]
    [InlineData("rotation: {}", 2, 1)]
    public async Task Start_FileIsThere_GoesOnOrPutsItAside(string yaml, int lines, int files)
    {
        for (int run = 0; run < 2; run++)
        {
            IExporter exporter = await StartAsync($"path: '{Target}', {yaml}");
            await AcceptAsync(exporter, $"run{run}");
            await exporter.StopAsync(Token);
        }

        Assert.Equal(lines, Read(Target).Count(character => character == '\n'));
        Assert.Equal(files, Directory.GetFiles(_directory.Path).Length);
        string all = string.Concat(Directory.GetFiles(_directory.Path).Select(Read));
        Assert.Contains("run0", all, StringComparison.Ordinal);
        Assert.Contains("run1", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format: json")]
    [InlineData("format: proto")]
    public async Task Start_TornEnd_IsCutOff(string yaml)
    {
        IExporter exporter = await StartAsync($"path: '{Target}', append: true, {yaml}");
        await AcceptAsync(exporter, "whole");
        await exporter.StopAsync(Token);
        byte[] whole = File.ReadAllBytes(Target);
        foreach (int torn in new[] { 1, 3, whole.Length - 1 })
        {
            File.WriteAllBytes(Target, [.. whole, .. whole.AsSpan(0, torn)]);
            exporter = await StartAsync($"path: '{Target}', append: true, {yaml}");
            await exporter.StopAsync(Token);
            Assert.Equal(whole, File.ReadAllBytes(Target));
        }
    }

    [Fact]
    public async Task Consume_FullFile_IsPutAsideAndOldOnesAreDeleted()
    {
        IExporter exporter = await StartAsync($"path: '{Target}', rotation: {{max_megabytes: 1, max_backups: 2}}");
        for (int number = 0; number < 5; number++)
        {
            using TelemetryBatch batch = Large($"large{number}");
            Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await exporter.StopAsync(Token);
        string[] files = [.. Directory.GetFiles(_directory.Path).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
        Assert.Equal(["out-2026-03-04T05-09-07.000.json", "out-2026-03-04T05-10-07.000.json", "out.json"], files);
        Assert.All(files, file => Assert.InRange(new FileInfo(_directory.In(file)).Length, 600_000, 1_048_576));
        Assert.Equal(4, _settings.Metrics.Sum("otlpgateway_file_exporter_rotations"));
    }

    [Fact]
    public async Task Consume_OldFiles_AreDeletedByAge()
    {
        IExporter exporter = await StartAsync($"path: '{Target}', rotation: {{max_megabytes: 1, max_days: 2}}");
        for (int number = 0; number < 4; number++)
        {
            using TelemetryBatch batch = Large($"large{number}");
            Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
            _time.Advance(TimeSpan.FromDays(1.5));
        }

        await exporter.StopAsync(Token);
        Assert.Equal(3, Directory.GetFiles(_directory.Path).Length);
    }

    [Fact]
    public async Task Consume_Groups_GoToFilesOfTheirOwnAndNowhereElse()
    {
        IExporter exporter = await StartAsync($"path: '{_directory.In("data/app-*.json")}', create_directory: true, group_by: {{enabled: true, resource_attribute: team, max_open_files: 2}}");
        string[] teams = ["blue", "../../etc/passwd", "blue", "..", "", "a/b"];
        using (TelemetryBatch batch = Grouped(teams))
        {
            Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
            Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        }

        await exporter.StopAsync(Token);
        Dictionary<string, int> items = Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(_directory.Path, file), file => Read(file).Split("resourceLogs\"").Length - 1 + (10 * (Read(file).Split("\"<item").Length - 1)));
        Assert.Equal(
            ["data/app-MISSING.json", "data/app-_..._.._etc_passwd.json", "data/app-_..json", "data/app-a_b.json", "data/app-blue.json"],
            items.Keys.Select(name => name.Replace("_._.._etc", "_..._.._etc", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(2 + (10 * 4), items["data/app-blue.json"]);
        Assert.Equal((2 + (10 * 2)) * 4, items.Where(file => file.Key != "data/app-blue.json").Sum(file => file.Value));
    }

    [Fact]
    public async Task Consume_MoreGroupsThanOpenFiles_EachGoesOnWhereItWas()
    {
        IExporter exporter = await StartAsync($"path: '{_directory.In("app-*.json")}', group_by: {{enabled: true, resource_attribute: team, max_open_files: 1}}");
        for (int round = 0; round < 3; round++)
        {
            foreach (string team in (string[])["blue", "green", "red"])
            {
                using TelemetryBatch batch = Grouped([team]);
                Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
            }
        }

        await exporter.StopAsync(Token);
        string[] files = Directory.GetFiles(_directory.Path);
        Assert.Equal(["app-blue.json", "app-green.json", "app-red.json"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(3, Read(file).Count(letter => letter == '\n')));
    }

    [Fact]
    public async Task Consume_TwoSignalsOfOneExporter_ShareTheFile()
    {
        FileExporterOptions options = Gateway.Bind<FileExporterOptions>($"path: '{Target}'");
        IExporter traces = ((IExporterFactory)_factory).Create(_settings.For("file"), options, Signal.Traces);
        IExporter logs = ((IExporterFactory)_factory).Create(_settings.For("file"), options, Signal.Logs);
        await traces.StartAsync(Token);
        await logs.StartAsync(Token);
        await AcceptAsync(traces, "span");
        await traces.StopAsync(Token);
        using (TelemetryBatch batch = _batches.Make(Signal.Logs, name: "log"))
        {
            Assert.Equal(Outcome.Accepted, await logs.ConsumeAsync(batch, Token));
        }

        await logs.StopAsync(Token);
        Assert.Equal(["resourceSpans", "resourceLogs"], Read(Target).Split('\n')[..2].Select(line => line[2..line.IndexOf('"', 2)]));
    }

    [Fact]
    public async Task Start_AnotherWritesToTheFile_IsRefused()
    {
        IExporter exporter = await StartAsync($"path: '{Target}'");
        await AcceptAsync(exporter, "mine");
        ComponentStartException refused = await Assert.ThrowsAsync<ComponentStartException>(() => StartAsync($"path: '{Target}', append: true"));
        Assert.Contains(Target, refused.Message, StringComparison.Ordinal);
        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Start_NoDirectory_IsRefusedUnlessItIsToBeMade()
    {
        string path = _directory.In("a/b/out.json");
        await Assert.ThrowsAsync<ComponentStartException>(() => StartAsync($"path: '{path}'"));
        IExporter exporter = await StartAsync($"path: '{path}', create_directory: true, directory_permissions: '0700'");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory.In("a/b")));
        }

        await exporter.StopAsync(Token);
    }

    [Fact]
    public async Task Consume_DiskIsFull_IsTemporaryAndLeavesNothing()
    {
        // A device that refuses every write as a full disk does.
        IExporter exporter = await StartAsync("path: '/dev/full', append: true");
        using TelemetryBatch batch = _batches.Make();
        Outcome outcome = await exporter.ConsumeAsync(batch, Token);
        Assert.Equal((OutcomeKind.Retry, Reasons.DestinationDown), (outcome.Kind, outcome.Reason));
        Assert.Contains("/dev/full", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Cancelled, (await exporter.ConsumeAsync(batch, new CancellationToken(canceled: true))).Kind);
        await exporter.StopAsync(Token);
        Assert.Equal(OutcomeKind.Retry, (await exporter.ConsumeAsync(batch, Token)).Kind);
    }

    [Theory]
    [InlineData("format: json", "path")]
    [InlineData("{path: x, format: xml}", "format")]
    [InlineData("{path: x, append: true, rotation: {}}", "append")]
    [InlineData("{path: x, append: true, compression: zstd}", "append")]
    [InlineData("{path: x, encoding: otlp_encoding}", "encoding")]
    [InlineData("{path: x, group_by: {enabled: true}}", "path")]
    [InlineData("{path: 'x*', group_by: {enabled: true, max_open_files: 0}}", "group_by::max_open_files")]
    [InlineData("{path: x, rotation: {max_megabytes: 0}}", "rotation::max_megabytes")]
    [InlineData("{path: x, rotation: {max_backups: -1}}", "rotation::max_backups")]
    [InlineData("{path: x, directory_permissions: '9'}", "directory_permissions")]
    public void Validate_BadOption_NamesIt(string yaml, string path)
    {
        ConfigDiagnostics diagnostics = new();
        OptionsBinder.BindYaml<FileExporterOptions>(yaml, diagnostics);
        Assert.Contains(diagnostics.Errors, error => error.Path == path);
    }

    private static string Read(string file) => File.ReadAllText(Copy(file));

    // The exporter holds a lock that the runtime's readers respect and others do not.
    private static string Copy(string file)
    {
        string copy = Path.GetTempFileName();
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start("cp", [file, copy]);
        process.WaitForExit();
        return copy;
    }

    private static string NameIn(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        int start = json.IndexOf("\\u003C", StringComparison.Ordinal);
        string text = start < 0 ? json : json.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);
        return text[(text.IndexOf('<', StringComparison.Ordinal) + 1)..text.IndexOf('>', StringComparison.Ordinal)];
    }

    private static byte[] Unzstd(byte[] record)
    {
        using ZstdDecompressor decompressor = ZstdDecompressor.TryCreate()!;
        byte[] plain = new byte[1 << 20];
        ZstdStep step = decompressor.Decompress(record, plain);
        Assert.True(step is { IsValid: true, IsFrameEnd: true });
        return plain[..step.Produced];
    }

    private static TelemetryBatch Large(string name)
    {
        using ProtobufWriter request = new();
        WriteResource(request, null, name + new string('x', 700_000));
        return TelemetryBatch.Create(Signal.Logs, request.Detach(), 1, ClientContext.None);
    }

    private static TelemetryBatch Grouped(string[] teams)
    {
        using ProtobufWriter request = new();
        for (int i = 0; i < teams.Length; i++)
        {
            WriteResource(request, teams[i], $"item{i}");
        }

        return TelemetryBatch.Create(Signal.Logs, request.Detach(), teams.Length, ClientContext.None);
    }

    private static void WriteResource(ProtobufWriter request, string? team, string body)
    {
        int resourceLogs = request.BeginMessage(1);
        if (team is not null)
        {
            int resource = request.BeginMessage(1);
            int attribute = request.BeginMessage(1);
            request.WriteStringField(1, "team");
            int value = request.BeginMessage(2);
            request.WriteStringField(1, team);
            request.EndMessage(value);
            request.EndMessage(attribute);
            request.EndMessage(resource);
        }

        int scopeLogs = request.BeginMessage(2);
        int record = request.BeginMessage(2);
        int text = request.BeginMessage(5);
        request.WriteStringField(1, $"<{body}>");
        request.EndMessage(text);
        request.EndMessage(record);
        request.EndMessage(scopeLogs);
        request.EndMessage(resourceLogs);
    }

    private async Task<IExporter> StartAsync(string yaml)
    {
        IExporter exporter = ((IExporterFactory)_factory).Create(
            _settings.For("file"),
            Gateway.Bind<FileExporterOptions>($"{{{yaml}}}"),
            yaml.Contains("rotation: {max", StringComparison.Ordinal) || yaml.Contains("group_by", StringComparison.Ordinal) ? Signal.Logs : Signal.Traces);
        await exporter.StartAsync(Token);
        return exporter;
    }

    private async Task AcceptAsync(IExporter exporter, params string[] names)
    {
        foreach (string name in names)
        {
            using TelemetryBatch batch = _batches.Make(name: name);
            Assert.Equal(Outcome.Accepted, await exporter.ConsumeAsync(batch, Token));
        }
    }
}
