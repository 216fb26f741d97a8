// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using OtlpGateway.Hosting.Options;

namespace OtlpGateway.Hosting;

/// <summary>The resource attributes of the gateway itself.</summary>
internal static class OwnResource
{
    public const string ServiceName = "otlp-gateway";

    /// <summary>The version of this build, without build metadata.</summary>
    public static string Version { get; } =
        (typeof(OwnResource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];

    private static readonly string InstanceId = Guid.NewGuid().ToString();

    /// <summary>The defaults, changed as <c>service::telemetry::resource</c> says.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(TelemetryOptions options)
    {
        Dictionary<string, string?> attributes = new(StringComparer.Ordinal)
        {
            ["service.name"] = ServiceName,
            ["service.version"] = Version,
            ["service.instance.id"] = InstanceId,
        };
        foreach ((string key, string? value) in options.ResourceAttributes())
        {
            attributes[key] = value;
        }

        return [.. attributes.Where(pair => pair.Value is not null).Select(pair => new KeyValuePair<string, string>(pair.Key, pair.Value!))];
    }
}
