// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of google.rpc.Status.</summary>
public static class StatusFields
{
    /// <summary>Field numbers of Status.</summary>
    public static class Status
    {
        public const int Code = 1;
        public const int Message = 2;
        public const int Details = 3;
    }
}
