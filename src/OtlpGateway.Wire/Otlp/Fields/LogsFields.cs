// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of logs.proto.</summary>
public static class LogsFields
{
    /// <summary>Field numbers of LogsData.</summary>
    public static class LogsData
    {
        public const int ResourceLogs = 1;
    }

    /// <summary>Field numbers of ResourceLogs.</summary>
    public static class ResourceLogs
    {
        public const int Resource = 1;
        public const int ScopeLogs = 2;
        public const int SchemaUrl = 3;

        /// <summary>The scopes under their former name, versions 0.15 to 0.18.</summary>
        public const int Legacy = 1000;
    }

    /// <summary>Field numbers of ScopeLogs.</summary>
    public static class ScopeLogs
    {
        public const int Scope = 1;
        public const int LogRecords = 2;
        public const int SchemaUrl = 3;
    }

    /// <summary>Field numbers of LogRecord.</summary>
    public static class LogRecord
    {
        public const int TimeUnixNano = 1;
        public const int SeverityNumber = 2;
        public const int SeverityText = 3;
        public const int Body = 5;
        public const int Attributes = 6;
        public const int DroppedAttributesCount = 7;
        public const int Flags = 8;
        public const int TraceId = 9;
        public const int SpanId = 10;
        public const int ObservedTimeUnixNano = 11;
        public const int EventName = 12;
    }
}
