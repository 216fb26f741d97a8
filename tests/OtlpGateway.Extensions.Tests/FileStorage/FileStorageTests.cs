// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Log;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;

namespace OtlpGateway.Extensions.Tests.FileStorage;

public sealed class FileStorageTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly TestSettings _settings = new(TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _settings.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Start_DirectoryIsMissing_SaysWhatToDo()
    {
        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(() => Create(new() { Directory = _directory.In("none") }).StartAsync(Cancel));
        Assert.Contains("create_directory: true", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CreateDirectory_CreatesItWithTheRights()
    {
        string path = _directory.In("a", "queues");
        FileStorageExtension storage = Create(new() { Directory = path, CreateDirectory = true, DirectoryPermissions = "0700" });
        await storage.StartAsync(Cancel);
        await storage.StopAsync(Cancel);
        await storage.StopAsync(Cancel);

        Assert.True(Directory.Exists(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task Start_AnotherHoldsTheDirectory_SaysSo()
    {
        FileStorageExtension first = Create(new() { Directory = _directory.Path });
        await first.StartAsync(Cancel);

        ComponentStartException error = await Assert.ThrowsAsync<ComponentStartException>(() => Create(new() { Directory = _directory.Path }).StartAsync(Cancel));
        Assert.Contains(_directory.Path, error.Message, StringComparison.Ordinal);
        await first.StopAsync(Cancel);
    }

    [Fact]
    public void Bind_TheCollectorsOptions_AreTakenWithWarnings()
    {
        var diagnostics = new ConfigDiagnostics();
        FileStorageOptions options = OptionsBinder.BindYaml<FileStorageOptions>(
            """
            directory: /var/lib/x
            timeout: 10s
            fsync: false
            recreate: true
            create_directory: true
            directory_permissions: "0700"
            compaction:
              on_start: true
              on_rebound: true
              directory: /tmp
              max_transaction_size: 10
              rebound_needed_threshold_mib: 1
              rebound_trigger_threshold_mib: 1
              check_interval: 5s
              cleanup_on_start: true
            """,
            diagnostics);

        Assert.Equal("/var/lib/x", options.Directory);
        Assert.False(diagnostics.HasErrors);
        Assert.Equal(["fsync", "recreate", "compaction"], diagnostics.Warnings.Select(diagnostic => diagnostic.Path));
    }

    [Fact]
    public void Validate_EverythingWrong_EveryErrorIsReported()
    {
        var validation = new OptionsValidation();
        new FileStorageOptions { Directory = " ", DirectoryPermissions = "9", MaxBytes = -1 }.Validate(validation);

        Assert.Equal(["directory", "directory_permissions", "max_bytes"], validation.Errors.Select(error => error.Path));
    }

    private FileStorageExtension Create(FileStorageOptions options) => new(
        _settings.For("file_storage"), options, new EmbeddedLogs(TimeProvider.System, _settings.Meter, _settings.Logger));
}
