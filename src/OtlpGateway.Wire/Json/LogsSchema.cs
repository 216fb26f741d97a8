// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using static OtlpGateway.Wire.Json.SchemaFields;

namespace OtlpGateway.Wire.Json;

/// <summary>opentelemetry.proto.logs.v1.</summary>
internal static class LogsSchema
{
    public static readonly MessageSchema Request = CommonSchema.Request(
        "resourceLogs",
        "scopeLogs",
        "logRecords",
        new MessageSchema().Define(
            Time(1, "timeUnixNano"),
            Time(11, "observedTimeUnixNano"),
            Enum(2, "severityNumber", SeverityNames()),
            Text(3, "severityText"),
            One(5, "body", CommonSchema.AnyValue, always: true),
            Many(6, "attributes", CommonSchema.KeyValue),
            Count(7, "droppedAttributesCount"),
            Scalar(8, "flags", FieldKind.Fixed32),
            Id(9, "traceId"),
            Id(10, "spanId"),
            Text(12, "eventName")));

    private static FrozenDictionary<string, int> SeverityNames()
    {
        Dictionary<string, int> names = new() { ["SEVERITY_NUMBER_UNSPECIFIED"] = 0 };
        string[] levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
        for (int i = 0; i < 24; i++)
        {
            string step = i % 4 == 0 ? "" : $"{(i % 4) + 1}";
            names.Add($"SEVERITY_NUMBER_{levels[i / 4]}{step}", i + 1);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
