// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of logs_service.proto.</summary>
public static class LogsServiceFields
{
    /// <summary>Field numbers of ExportLogsServiceRequest.</summary>
    public static class ExportLogsServiceRequest
    {
        public const int ResourceLogs = 1;
    }

    /// <summary>Field numbers of ExportLogsServiceResponse.</summary>
    public static class ExportLogsServiceResponse
    {
        public const int PartialSuccess = 1;
    }

    /// <summary>Field numbers of ExportLogsPartialSuccess.</summary>
    public static class ExportLogsPartialSuccess
    {
        public const int RejectedLogRecords = 1;
        public const int ErrorMessage = 2;
    }
}
