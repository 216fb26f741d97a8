// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

/// <summary>Debian's ClickHouse server 18.16, which <c>scripts/setup.sh</c> unpacks: old, but a server of its own.</summary>
public sealed class OldServerFixture : IAsyncLifetime
{
    internal const string Password = "secret-42";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("clickhouse-server-").FullName;
    private Process? _process;

    internal Uri Address { get; private set; } = new("http://127.0.0.1:1");

    private static string Root => Path.Combine(Repository(), "artifacts", "clickhouse-server");

    private static string Executable => Path.Combine(Root, "usr", "sbin", "clickhouse-server");

    internal static void Require() => Assert.SkipUnless(File.Exists(Executable), $"{Executable} is not there: run scripts/setup.sh where Debian's package clickhouse-server is to be had");

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Executable))
        {
            return;
        }

        (int http, int native) = FreePorts();
        Address = new Uri($"http://127.0.0.1:{http}");
        await File.WriteAllTextAsync(Path.Combine(_directory, "config.xml"), Config(http, native));
        await File.WriteAllTextAsync(Path.Combine(_directory, "users.xml"), Users);
        ProcessStartInfo start = new(Executable, [$"--config-file={Path.Combine(_directory, "config.xml")}"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_LIBRARY_PATH"] = string.Join(':', Directory.GetDirectories(Path.Combine(Root, "usr", "lib"), "*-linux-gnu"));
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task WaitAsync()
    {
        using HttpClient client = new();
        using CancellationTokenSource limit = new(Patience);
        while (true)
        {
            try
            {
                _ = await client.GetStringAsync(new Uri(Address, "/ping"), limit.Token);
                return;
            }
            catch (HttpRequestException)
            {
                Assert.False(_process!.HasExited, "the server ended");
                await Task.Yield();
            }
        }
    }

    private static (int Http, int Native) FreePorts()
    {
        using TcpListener first = new(IPAddress.Loopback, 0);
        using TcpListener second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static string Repository()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OtlpGateway.sln")))
        {
            directory = directory.Parent;
        }

        return directory!.FullName;
    }

    private string Config(int http, int native) => $"""
        <yandex>
          <logger><level>error</level><console>1</console></logger>
          <http_port>{http}</http_port><tcp_port>{native}</tcp_port><listen_host>127.0.0.1</listen_host>
          <path>{_directory}/data/</path><tmp_path>{_directory}/tmp/</tmp_path><user_files_path>{_directory}/files/</user_files_path>
          <users_config>users.xml</users_config><default_profile>default</default_profile><default_database>default</default_database>
          <mark_cache_size>5368709</mark_cache_size>
        </yandex>
        """;

    private const string Users = $"""
        <yandex>
          <profiles><default/><reading><readonly>2</readonly></reading></profiles>
          <users>
            <writer><password>{Password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></writer>
            <reader><password>{Password}</password><networks><ip>::/0</ip></networks><profile>reading</profile><quota>default</quota></reader>
          </users>
          <quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows><execution_time>0</execution_time></interval></default></quotas>
        </yandex>
        """;
}
