// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp.Fields;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp;

/// <summary>Encodes google.rpc.Status: the body of an HTTP error, and <c>grpc-status-details-bin</c>.</summary>
public static class RpcStatus
{
    private const int AnyTypeUrl = 1;
    private const int AnyValue = 2;
    private const int DurationSeconds = 1;
    private const int DurationNanos = 2;

    private static ReadOnlySpan<byte> RetryInfoType => "type.googleapis.com/google.rpc.RetryInfo"u8;

    /// <param name="destination">Where the status is appended.</param>
    /// <param name="code">A google.rpc.Code.</param>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="retryDelay">How long the client should wait before it tries again; null means that it must not.</param>
    public static void Write(ProtobufWriter destination, int code, string message, TimeSpan? retryDelay = null)
    {
        if (code != 0)
        {
            destination.WriteVarintField(StatusFields.Status.Code, (ulong)code);
        }

        if (message.Length != 0)
        {
            destination.WriteStringField(StatusFields.Status.Message, message);
        }

        if (retryDelay is { } delay)
        {
            int detail = destination.BeginMessage(StatusFields.Status.Details);
            destination.WriteBytesField(AnyTypeUrl, RetryInfoType);
            int value = destination.BeginMessage(AnyValue);
            WriteRetryInfo(destination, delay);
            destination.EndMessage(value);
            destination.EndMessage(detail);
        }
    }

    /// <summary>A google.rpc.RetryInfo alone: the trailer <c>google.rpc.retryinfo-bin</c>, which Python clients read.</summary>
    public static void WriteRetryInfo(ProtobufWriter destination, TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        int duration = destination.BeginMessage(ErrorDetailsFields.RetryInfo.RetryDelay);
        long seconds = delay.Ticks / TimeSpan.TicksPerSecond;
        if (seconds != 0)
        {
            destination.WriteVarintField(DurationSeconds, (ulong)seconds);
        }

        long nanos = delay.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick;
        if (nanos != 0)
        {
            destination.WriteVarintField(DurationNanos, (ulong)nanos);
        }

        destination.EndMessage(duration);
    }
}
