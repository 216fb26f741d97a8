// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send.Transport;

/// <summary>Which gRPC answers of OTLP may be tried again.</summary>
internal static class GrpcStatusCodes
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
