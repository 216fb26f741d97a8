// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Delivery;

/// <summary>
/// The wait before the next attempt: exponential, randomised, bounded, and never shorter than a destination asked for
/// within reason. A delay from a peer is hostile until bounded.
/// </summary>
public sealed class BackOff(RetryOptions options, Func<double> random)
{
    /// <summary>Longest delay that a destination may ask for; a longer one counts as this.</summary>
    public static readonly TimeSpan LongestHint = TimeSpan.FromMinutes(5);

    /// <param name="failures">Failed attempts so far, one or more.</param>
    /// <param name="hint">What the destination asked for, if anything.</param>
    public TimeSpan After(int failures, TimeSpan? hint)
    {
        double grown = options.InitialInterval.TotalMilliseconds * Math.Pow(options.Multiplier, failures - 1);
        double capped = Math.Min(grown, options.MaxInterval.TotalMilliseconds);
        double factor = 1 + (options.RandomizationFactor * ((2 * random()) - 1));
        TimeSpan own = TimeSpan.FromMilliseconds(capped * factor);
        if (hint is not { } asked || asked <= own)
        {
            return own;
        }

        return asked < LongestHint ? asked : LongestHint;
    }
}
