// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Telemetry;

namespace OtlpGateway.Hosting.Options;

/// <summary><c>service::telemetry</c>: what the gateway says of itself.</summary>
internal sealed class TelemetryOptions : IValidatable
{
    public TelemetryLogsOptions Logs { get; set; } = new();

    public MetricsTelemetryOptions Metrics { get; set; } = new();

    /// <summary>The gateway makes no traces of itself.</summary>
    public ConfigMap? Traces { get; set; }

    /// <summary>Attributes of the gateway itself: <c>{key: value}</c> or <c>{attributes: [{name, value}]}</c>; null removes one.</summary>
    public ConfigMap? Resource { get; set; }

    /// <summary>Changes to the default resource attributes; a null value removes the attribute.</summary>
    public IReadOnlyDictionary<string, string?> ResourceAttributes()
    {
        Dictionary<string, string?> attributes = new(StringComparer.Ordinal);
        if (Resource?.Find("attributes")?.Value is ConfigList list)
        {
            foreach (ConfigMap item in list.Items.OfType<ConfigMap>())
            {
                if (item.Find("name")?.Value is ConfigScalar name)
                {
                    attributes[name.Text] = (item.Find("value")?.Value as ConfigScalar)?.Text;
                }
            }

            return attributes;
        }

        foreach (ConfigEntry entry in Resource?.Entries ?? [])
        {
            if (entry.Value is ConfigScalar or ConfigNull)
            {
                attributes[entry.Key] = (entry.Value as ConfigScalar)?.Text;
            }
        }

        return attributes;
    }

    public void Validate(OptionsValidation validation)
    {
        if (Traces?.Find("processors")?.Value is ConfigList { Items.Count: > 0 })
        {
            validation.Warning("traces", "ignored: the gateway makes no traces of itself");
        }

        foreach (ConfigEntry entry in Resource?.Entries ?? [])
        {
            bool declarative = entry.Key is "attributes" or "schema_url" or "detection/development" or "detectors";
            if (!declarative && entry.Value is (ConfigMap or ConfigList))
            {
                validation.Error($"resource::{entry.Key}", $"expected a string, found {entry.Value.Describe()}");
            }
        }
    }
}
