// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Hosting;

/// <summary>The first lines that somebody sees who tries the gateway: where to send, what to send first, how to query.</summary>
internal static class Welcome
{
    private const string FirstSpan =
        """{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"hello"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"first","kind":2,"startTimeUnixNano":"'$(date +%s)'000000000","endTimeUnixNano":"'$(date +%s)'250000000"}]}]}]}""";

    public static void Write(ConfigMap root, TextWriter output)
    {
        string? grpc = Endpoint(root, "otlp", "protocols", "grpc", "localhost:4317");
        string? http = Endpoint(root, "otlp", "protocols", "http", "localhost:4318");
        if (grpc is null && http is null)
        {
            return;
        }

        output.WriteLine();
        output.WriteLine($"  Send OTLP     {string.Join(", ", new[] { grpc is null ? null : $"gRPC {grpc}", http is null ? null : $"HTTP http://{http}" }.OfType<string>())}");
        output.WriteLine($"                export OTEL_EXPORTER_OTLP_ENDPOINT=http://{grpc ?? http}{(grpc is null ? " OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf" : "")}");
        if (http is not null)
        {
            output.WriteLine($"  A first span  curl -s http://{http}/v1/traces -H 'Content-Type: application/json' -d '{FirstSpan}'");
        }

        if (Section(root, "extensions", "clickhouse_http") is { } sql)
        {
            string endpoint = Text(sql, "endpoint") ?? "127.0.0.1:8123";
            output.WriteLine($"  Query         {Program()} query \"SELECT ServiceName, count() FROM otel_traces GROUP BY 1\"");
            output.WriteLine($"                curl http://{endpoint}/ --data-binary \"SELECT ServiceName, count() FROM otel_traces GROUP BY 1 FORMAT PrettyCompact\"");
        }

        output.WriteLine("  Stop          Ctrl-C");
        output.WriteLine();
        output.Flush();
    }

    // As it can be typed where the gateway was started.
    private static string Program() =>
        Path.GetFileName(Environment.ProcessPath) == OwnResource.ServiceName
            ? Path.GetRelativePath(Environment.CurrentDirectory, Environment.ProcessPath!)
            : OwnResource.ServiceName;

    private static string? Endpoint(ConfigMap root, string receiver, string section, string protocol, string fallback)
    {
        ConfigMap? protocols = Section(root, "receivers", receiver)?.Find(section)?.Value as ConfigMap;
        return protocols?.Find(protocol) is { } entry ? Text(entry.Value as ConfigMap, "endpoint") ?? fallback : null;
    }

    /// <summary>The options of the first component of a type.</summary>
    private static ConfigMap? Section(ConfigMap root, string section, string type)
    {
        ConfigEntry? entry = (root.Find(section)?.Value as ConfigMap)?.Entries
            .FirstOrDefault(component => component.Key.Split('/')[0] == type);
        return entry is null ? null : entry.Value as ConfigMap ?? new ConfigMap(entry.KeyMark, []);
    }

    private static string? Text(ConfigMap? map, string key) => (map?.Find(key)?.Value as ConfigScalar)?.Text;
}
