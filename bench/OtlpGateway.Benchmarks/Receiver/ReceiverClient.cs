// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Benchmarks.Receiver;

/// <summary>
/// The other process: sends requests that differ in one span id, so that none counts as a retry, until it is killed.
/// Arguments: protocol, port, spans a request, encoding.
/// </summary>
internal static class ReceiverClient
{
    private const int Connections = 4;
    private const int CallsPerConnection = 4;

    public static async Task<int> RunAsync(ReadOnlyMemory<string> args)
    {
        bool grpc = args.Span[0] == "grpc";
        string path = grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces";
        Uri uri = new($"http://127.0.0.1:{args.Span[1]}{path}");
        byte[] request = ReceiverBenchmarks.Request(int.Parse(args.Span[2], CultureInfo.InvariantCulture));
        bool gzip = args.Span[3] == "gzip";
        List<Task> calls = [];
        for (int connection = 0; connection < Connections; connection++)
        {
            HttpClient client = new(new SocketsHttpHandler());
            for (int call = 0; call < CallsPerConnection; call++)
            {
                byte[] own = [.. request];
                int worker = (connection * CallsPerConnection) + call;
                calls.Add(Task.Run(() => SendAsync(client, uri, own, grpc, gzip, worker)));
            }
        }

        await await Task.WhenAny(calls);
        return 1;
    }

    private static async Task SendAsync(HttpClient client, Uri uri, byte[] request, bool grpc, bool gzip, int worker)
    {
        // The span id of the first span: changing it keeps the request valid.
        int id = request.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x12, 0x08]) + 2;
        if (id < 2 || OtlpEdge.Check(Signal.Traces, request, EdgeLimits.Default).RejectedItems != 0)
        {
            throw new InvalidOperationException("the sample request has no span id where one is expected");
        }

        for (long number = 1; ; number++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(request.AsSpan(id), ((long)worker << 48) | number);
            byte[] body = gzip ? Compress(request) : request;
            using HttpRequestMessage message = new(HttpMethod.Post, uri)
            {
                Version = grpc ? HttpVersion.Version20 : HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(grpc ? Frame(body, gzip) : body),
            };
            message.Content.Headers.TryAddWithoutValidation("Content-Type", grpc ? "application/grpc" : "application/x-protobuf");
            if (gzip)
            {
                message.Headers.TryAddWithoutValidation(grpc ? "grpc-encoding" : "Content-Encoding", "gzip");
            }

            using HttpResponseMessage response = await client.SendAsync(message);
            await response.Content.ReadAsByteArrayAsync();
            bool accepted = response.IsSuccessStatusCode
                && (!grpc || (response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? status) && status.First() == "0"));
            if (!accepted)
            {
                throw new InvalidOperationException($"refused: {response}");
            }
        }
    }

    private static byte[] Frame(byte[] message, bool compressed)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream output = new();
        using (GZipStream gzip = new(output, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
