// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Clients.Kafka;

/// <summary>Collects settings of librdkafka: what is not set is left to the client.</summary>
internal sealed class SettingsMap
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Settings => _settings;

    public SettingsMap Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _settings[name] = value;
        }

        return this;
    }

    public SettingsMap Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public SettingsMap Add(string name, bool value) => Add(name, value ? "true" : "false");

    /// <summary>In milliseconds, rounded up, so that a short time does not become none.</summary>
    public SettingsMap Add(string name, TimeSpan? value) =>
        Add(name, value is { } time ? (long)Math.Ceiling(time.TotalMilliseconds) : (long?)null);
}
