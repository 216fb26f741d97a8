// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Send;

/// <summary>When to try again: as the server asked, else after doubling waits with some chance in them.</summary>
internal sealed class RetryPolicy(TimeSpan timeout, Random random)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    // What a server asks for is taken with a grain of salt.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait, or null to give up.</summary>
    /// <param name="attempts">How many attempts were made.</param>
    /// <param name="spent">How long ago the first began.</param>
    /// <param name="asked">What the server asked for.</param>
    public TimeSpan? NextDelay(int attempts, TimeSpan spent, TimeSpan? asked)
    {
        TimeSpan delay = asked is { } wish
            ? (wish < LongestAsked ? wish : LongestAsked)
            : Backoff(attempts);
        return spent + delay <= timeout ? delay : null;
    }

    private TimeSpan Backoff(int attempts)
    {
        const int EnoughDoublings = 10;
        TimeSpan doubled = FirstDelay * Math.Pow(2, Math.Min(attempts - 1, EnoughDoublings));
        TimeSpan bounded = doubled < LongestDelay ? doubled : LongestDelay;
        return bounded * (0.5 + (random.NextDouble() / 2));
    }
}
