// SPDX-License-Identifier: Apache-2.0

using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Servers.Authentication;
using OtlpGateway.Servers.Hosting;

namespace OtlpGateway.Exporters.Prometheus;

/// <summary>Answers scrapes at <c>/metrics</c>.</summary>
internal sealed class ScrapeHandler(ScrapeStore store, PrometheusExporterOptions options, RequestAuthenticator authenticator) : IRequestHandler
{
    public const string Path = "/metrics";

    private const int FirstCapacity = 64 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        if (authenticator.IsRequired)
        {
            AuthenticationResult answer = await authenticator.AuthenticateAsync(context);
            if (!answer.Succeeded)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = answer.Challenge;
                return;
            }
        }

        if (context.Request.Path != Path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        await AnswerAsync(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        bool openMetrics = options.EnableOpenMetrics && Wants(context.Request.Headers.Accept, "application/openmetrics-text");
        ArrayBufferWriter<byte> page = Write(openMetrics);
        HttpResponse response = context.Response;
        foreach ((string name, string value) in options.Server.ResponseHeaders)
        {
            response.Headers[name] = value;
        }

        response.ContentType = openMetrics ? ScrapeWriter.OpenMetricsType : ScrapeWriter.TextType;
        response.Headers.Vary = "Accept, Accept-Encoding";
        bool compress = Wants(context.Request.Headers.AcceptEncoding, "gzip");
        if (compress)
        {
            response.Headers.ContentEncoding = "gzip";
        }
        else
        {
            response.ContentLength = page.WrittenCount;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!compress)
        {
            await response.Body.WriteAsync(page.WrittenMemory, context.RequestAborted);
            return;
        }

        await using GZipStream gzip = new(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(page.WrittenMemory, context.RequestAborted);
    }

    private ArrayBufferWriter<byte> Write(bool openMetrics)
    {
        ArrayBufferWriter<byte> page = new(FirstCapacity);
        ScrapeWriter writer = new(page, openMetrics, options.SendTimestamps);
        store.Visit(writer.WriteFamily);
        writer.End();
        return page;
    }

    private static bool Wants(Microsoft.Extensions.Primitives.StringValues header, string token)
    {
        foreach (string? value in header)
        {
            foreach (string one in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                string[] parts = one.Split(';', StringSplitOptions.TrimEntries);
                bool isRefused = parts.Skip(1).Any(static part => part is "q=0" or "q=0.0" or "q=0.00" or "q=0.000");
                if (parts[0].Equals(token, StringComparison.OrdinalIgnoreCase))
                {
                    return !isRefused;
                }
            }
        }

        return false;
    }
}
