// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of the google.rpc error details.</summary>
public static class ErrorDetailsFields
{
    /// <summary>Field numbers of RetryInfo.</summary>
    public static class RetryInfo
    {
        public const int RetryDelay = 1;
    }

    /// <summary>Field numbers of BadRequest.</summary>
    public static class BadRequest
    {
        public const int FieldViolations = 1;
    }

    /// <summary>Field numbers of BadRequest.FieldViolation.</summary>
    public static class FieldViolation
    {
        public const int Field = 1;
        public const int Description = 2;
    }
}
