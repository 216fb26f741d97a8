// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>
/// How long a fuzz test goes on: a fixed number of rounds with a fixed seed, or, when <c>FUZZ_SECONDS</c> is set, that
/// long with a seed from the clock (<c>FUZZ_SEED</c> repeats one).
/// </summary>
internal sealed class FuzzBudget
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly int _rounds;
    private readonly double? _seconds;

    internal FuzzBudget(int rounds)
    {
        _rounds = rounds;
        _seconds = Number("FUZZ_SECONDS");
        Seed = Number("FUZZ_SEED") ?? (_seconds is null ? 20_261 : Environment.TickCount);
    }

    /// <summary>The seed, to be named in every failure.</summary>
    internal int Seed { get; }

    internal bool IsLeft(int round) =>
        _seconds is { } seconds ? Stopwatch.GetElapsedTime(_started).TotalSeconds < seconds : round < _rounds;

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
