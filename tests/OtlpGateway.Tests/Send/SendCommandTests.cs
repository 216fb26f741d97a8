// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Text.Json;
using OtlpGateway.Send;
using OtlpGateway.Testing.Otlp;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Tests.Send;

public sealed class SendCommandTests
{
    [Fact]
    public void Read_Defaults_AreForAFirstLook()
    {
        SendOptions options = Read("");
        Assert.Equal((new Uri("http://localhost:4317"), SendProtocol.Grpc, 1000.0), (options.Endpoint, options.Protocol, options.Rate));
        Assert.Equal([Signal.Traces, Signal.Metrics, Signal.Logs], options.Signals);
        Assert.Equal((1, 100, 0L, TimeSpan.Zero, false), (options.Connections, options.Batch, options.Count, options.Duration, options.Gzip));
        Assert.Equal(8, options.Run.Length);
        Assert.NotEqual(Read("").Run.ToArray(), options.Run.ToArray());
    }

    [Fact]
    public void Read_EverythingGiven_IsTaken()
    {
        SendOptions options = Read(
            "--endpoint gateway:4318 --protocol http/json --rate 0 --duration 1m30s --connections 8 --batch 1000 --signals logs,traces " +
            "--compression gzip --seed 7 --count 5 --acked-file a.txt --run-id 00112233445566FF --timeout 1s --retry-timeout 0 --header a=b=c --header d=");
        Assert.Equal((new Uri("http://gateway:4318"), SendProtocol.HttpJson, 0.0), (options.Endpoint, options.Protocol, options.Rate));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(1), TimeSpan.Zero), (options.Duration, options.Timeout, options.RetryTimeout));
        Assert.Equal([Signal.Logs, Signal.Traces], options.Signals);
        Assert.Equal((8, 1000, true, 7, 5L, "a.txt"), (options.Connections, options.Batch, options.Gzip, options.Seed, options.Count, options.AckedFile));
        Assert.Equal("00112233445566FF", Convert.ToHexString(options.Run.Span));
        Assert.Equal([KeyValuePair.Create("a", "b=c"), KeyValuePair.Create("d", "")], options.Headers);
        Assert.Equal(new Uri("http://localhost:4318"), Read("--protocol http/protobuf").Endpoint);
    }

    [Theory]
    [InlineData("--endpoint ftp://x")]
    [InlineData("--protocol thrift")]
    [InlineData("--rate -1")]
    [InlineData("--duration soon")]
    [InlineData("--duration -1s")]
    [InlineData("--connections 0")]
    [InlineData("--batch 0")]
    [InlineData("--count -1")]
    [InlineData("--signals spans")]
    [InlineData("--signals ,")]
    [InlineData("--compression brotli")]
    [InlineData("--run-id 12")]
    [InlineData("--run-id zz112233445566ff")]
    [InlineData("--header nonsense")]
    public async Task Invoke_BadArgument_SaysSoAndSendsNothing(string arguments)
    {
        (int exit, _, string error) = await InvokeAsync(arguments);
        Assert.Equal(1, exit);
        Assert.Contains(arguments.Split(' ')[1], error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_AgainstAServer_SaysWhatWasAcknowledged()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        (int exit, string output, _) = await InvokeAsync($"--endpoint {server.Grpc} --rate 0 --count 50 --batch 20 --json");
        using JsonDocument account = JsonDocument.Parse(output);
        Assert.Equal(0, exit);
        Assert.All(["traces", "metrics", "logs"], signal =>
            Assert.Equal(50, account.RootElement.GetProperty("signals").GetProperty(signal).GetProperty("acknowledged").GetInt64()));
        Assert.True(account.RootElement.GetProperty("latency_ms").GetProperty("max").GetDouble() > 0);
        Assert.Equal("", account.RootElement.GetProperty("last_problem").GetString());
        Assert.All(["traces", "metrics", "logs"], signal =>
            Assert.Equal(3, account.RootElement.GetProperty("signals").GetProperty(signal).GetProperty("requests").GetInt64()));
    }

    [Fact]
    public async Task Invoke_AckedFileCannotBeWritten_SaysSoAndSendsNothing()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync();
        (int exit, _, string error) = await InvokeAsync($"--endpoint {server.Grpc} --count 10 --acked-file {Path.GetTempPath()}");
        Assert.Equal(1, exit);
        Assert.Contains(Path.GetTempPath(), error, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Invoke_SomethingRefused_ExitsWithOneAndNamesIt()
    {
        await using ScriptedOtlpServer server = await ScriptedOtlpServer.StartAsync(_ => new ScriptedReply(HttpStatus: 401));
        (int exit, string output, _) = await InvokeAsync($"--endpoint {server.Http} --protocol http/protobuf --count 10 --signals traces");
        Assert.Equal(1, exit);
        Assert.Contains("last problem: HTTP 401: scripted answer", output, StringComparison.Ordinal);
        Assert.Matches(@"traces +0 +0 +0 +10 +0", output);
    }

    private static SendOptions Read(string arguments)
    {
        SendArguments parsed = new();
        Command command = new("send");
        parsed.AddTo(command);
        ParseResult result = command.Parse(arguments);
        Assert.Empty(result.Errors);
        return parsed.Read(result);
    }

    private static async Task<(int Exit, string Output, string Error)> InvokeAsync(string arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = await SendCommand.Create().Parse(arguments).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error },
            TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
