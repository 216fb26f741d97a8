// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Grpc;

/// <summary>Which gRPC answers of OTLP may be tried again.</summary>
public static class GrpcStatusCodes
{
    public const int Ok = 0;
    public const int Unknown = 2;
    public const int ResourceExhausted = 8;

    private const int Cancelled = 1;
    private const int DeadlineExceeded = 4;
    private const int Aborted = 10;
    private const int OutOfRange = 11;
    private const int Unavailable = 14;
    private const int DataLoss = 15;

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>As messages show it: number and name.</summary>
    public static string Name(int code) => code >= 0 && code < Names.Length ? $"{code} {Names[code]}" : $"{code}";

    /// <param name="code">Not <see cref="Ok"/>.</param>
    /// <param name="hasDelay">Whether the server said when to come again: overload without that is for good.</param>
    public static bool IsRetryable(int code, bool hasDelay) => code switch
    {
        Cancelled or DeadlineExceeded or Aborted or OutOfRange or Unavailable or DataLoss => true,
        ResourceExhausted => hasDelay,
        _ => false,
    };

    /// <summary>What an answer without a gRPC status means by its HTTP status.</summary>
    public static int FromHttp(int status) => status switch
    {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 or 502 or 503 or 504 => Unavailable,
        _ => Unknown,
    };
}
