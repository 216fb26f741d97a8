// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>The time of one connection, in nanoseconds since 1970: now, but later than ever before, because a stream's points must not share a time.</summary>
internal sealed class SendClock(TimeProvider time)
{
    private long _last;

    public long Next()
    {
        _last = Math.Max(Now(time), _last + 1);
        return _last;
    }

    public static long Now(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
