// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Delivery;
using OtlpGateway.Receivers.Otlp;
using OtlpGateway.Receivers.Otlp.Options;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Receivers.Tests.Otlp;

/// <summary>A running receiver on free ports before a scripted pipeline, and clients for it.</summary>
internal sealed class ReceiverHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<TelemetryBatch> _batches = [];
    private readonly OtlpReceiver _receiver;

    private ReceiverHost(
        OtlpReceiverOptions options,
        MemoryBudget budget,
        TimeProvider time,
        IExtensions? extensions,
        IReadOnlyList<Signal> signals,
        IRequestHistory? history,
        ILogger? logger)
    {
        Budget = budget;
        Settings = new TestSettings(time, logger).With(budget);
        if (extensions is not null)
        {
            Settings.With(extensions);
        }

        Dictionary<Signal, PipelineEntry> next = [];
        foreach (Signal signal in signals)
        {
            next[signal] = new PipelineEntry(new Watching(this), [], history);
        }

        _receiver = new OtlpReceiver(Settings.For("otlp"), options, next);
    }

    public ScriptedConsumer Pipeline { get; } = new();

    public MemoryBudget Budget { get; }

    public TestSettings Settings { get; }

    public Uri Grpc => new($"http://127.0.0.1:{_receiver.GrpcPort}");

    public Uri Http => new($"http://127.0.0.1:{_receiver.HttpPort}");

    public OtlpReceiver Receiver => _receiver;

    public static async Task<ReceiverHost> StartAsync(
        Action<OtlpGrpcOptions>? grpc = null,
        Action<OtlpHttpOptions>? http = null,
        Action<OtlpReceiverOptions>? configure = null,
        long budgetBytes = 256 * 1024 * 1024,
        TimeProvider? time = null,
        IExtensions? extensions = null,
        IReadOnlyList<Signal>? signals = null,
        IRequestHistory? history = null,
        ILogger? logger = null)
    {
        OtlpReceiverOptions options = new()
        {
            Protocols = { Grpc = new OtlpGrpcOptions { Endpoint = "127.0.0.1:0" }, Http = new OtlpHttpOptions { Endpoint = "127.0.0.1:0" } },
        };
        grpc?.Invoke(options.Protocols.Grpc);
        http?.Invoke(options.Protocols.Http);
        configure?.Invoke(options);
        ReceiverHost host = new(
            options,
            new MemoryBudget(budgetBytes),
            time ?? TimeProvider.System,
            extensions,
            signals ?? [Signal.Traces, Signal.Metrics, Signal.Logs, Signal.Profiles],
            history,
            logger);
        await host._receiver.StartAsync(CancellationToken.None);
        return host;
    }

    public static string GrpcPath(Signal signal) => signal switch
    {
        Signal.Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        Signal.Metrics => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        Signal.Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        _ => "/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export",
    };

    public static string HttpPath(Signal signal) => signal switch
    {
        Signal.Traces => "/v1/traces",
        Signal.Metrics => "/v1/metrics",
        Signal.Logs => "/v1/logs",
        _ => "/v1development/profiles",
    };

    /// <summary>Frames the message and calls the signal's method on a fresh connection.</summary>
    public Task<GrpcReply> CallAsync(Signal signal, byte[] message, params (string Name, string Value)[] headers) =>
        CallRawAsync(GrpcPath(signal), Frame(message), "application/grpc", headers);

    public Task<GrpcReply> CallRawAsync(
        string path,
        byte[] body,
        string contentType = "application/grpc",
        (string Name, string Value)[]? headers = null) => CallAsync(path, body, contentType, headers ?? [], CancellationToken.None);

    /// <summary>A call that the token resets (RST_STREAM).</summary>
    public async Task<GrpcReply> CallAsync(
        string path,
        byte[] body,
        string contentType,
        (string Name, string Value)[] headers,
        CancellationToken cancellationToken)
    {
        using HttpClient client = new() { Timeout = Patience };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Grpc, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Reply(response, answer);
    }

    public static GrpcReply Reply(HttpResponseMessage response, byte[] answer)
    {
        Dictionary<string, string> headers = Headers(response.Headers, response.Content.Headers, response.TrailingHeaders);
        int code = headers.TryGetValue("grpc-status", out string? status) ? int.Parse(status, CultureInfo.InvariantCulture) : -1;
        return new GrpcReply(
            response.StatusCode,
            code,
            Uri.UnescapeDataString(headers.GetValueOrDefault("grpc-message", "")),
            answer.Length >= 5 ? answer[5..] : null,
            headers);
    }

    /// <summary>Posts protobuf to the signal's path on a fresh connection.</summary>
    public Task<HttpReply> PostAsync(Signal signal, byte[] body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, HttpPath(signal), body, "application/x-protobuf", headers);

    public Task<HttpReply> PostJsonAsync(Signal signal, string json, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, HttpPath(signal), System.Text.Encoding.UTF8.GetBytes(json), "application/json", headers);

    public async Task<HttpReply> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string? contentType,
        params (string Name, string Value)[] headers)
    {
        using HttpClient client = new() { Timeout = Patience };
        using HttpRequestMessage request = new(method, Http.OriginalString.TrimEnd('/') + path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.Remove("Content-Type");
            if (contentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            }
        }

        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();
        return new HttpReply((int)response.StatusCode, Headers(response.Headers, response.Content.Headers), answer);
    }

    /// <summary>
    /// What must hold whatever was sent before: good requests are answered on fresh connections of both protocols, the
    /// memory budget is free again, and every batch was given back.
    /// </summary>
    public async Task AssertHealthyAsync()
    {
        HttpReply http = await PostAsync(Signal.Traces, Bytes.Unique());
        Assert.Equal(200, http.Status);
        Assert.Empty(http.Body);
        GrpcReply grpc = await CallAsync(Signal.Traces, Bytes.Unique());
        Assert.Equal(0, grpc.Code);
        await AssertNothingHeldAsync();
    }

    /// <summary>An answer can be with the client a moment before the request is tidied up: waits for that.</summary>
    public async Task AssertNothingHeldAsync()
    {
        await EventuallyAsync(() => Budget.UsedBytes == 0, () => $"{Budget.UsedBytes} bytes are still reserved");
        await EventuallyAsync(
            () =>
            {
                lock (_batches)
                {
                    return _batches.TrueForAll(batch => batch.IsReturned);
                }
            },
            () => "a batch was not given back");
    }

    public static async Task EventuallyAsync(Func<bool> condition, Func<string> problem)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, problem());
            await Task.Delay(5);
        }
    }

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource deadline = new(TimeSpan.FromSeconds(5));
        await _receiver.StopAsync(deadline.Token);
        Settings.Dispose();
    }

    private static Dictionary<string, string> Headers(params HttpHeaders[] groups)
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in groups.SelectMany(group => group.NonValidated))
        {
            headers[name] = string.Join(", ", values);
        }

        return headers;
    }

    /// <summary>Keeps every batch, to see that it was given back, on the way to the script.</summary>
    private sealed class Watching(ReceiverHost host) : IBatchConsumer
    {
        public ValueTask<Outcome> ConsumeAsync(TelemetryBatch batch, CancellationToken cancellationToken)
        {
            lock (host._batches)
            {
                host._batches.Add(batch);
            }

            return host.Pipeline.ConsumeAsync(batch, cancellationToken);
        }
    }
}
