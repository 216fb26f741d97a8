// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace OtlpGateway.Benchmarks.Harness;

/// <summary>
/// The command line: <c>[filter] [--rounds N] [--round-ms N]</c>. The filter is part of a benchmark's name.
/// </summary>
internal sealed record BenchmarkSettings
{
    internal string Filter { get; private init; } = "";

    /// <summary>How many timed rounds each side gets.</summary>
    internal int Rounds { get; private init; } = 9;

    /// <summary>How long one round takes.</summary>
    internal TimeSpan Round { get; private init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an action runs before it is timed.</summary>
    internal TimeSpan WarmUp { get; private init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Null when an argument is not understood.</summary>
    internal static BenchmarkSettings? Parse(ReadOnlySpan<string> args)
    {
        var settings = new BenchmarkSettings();
        for (int index = 0; index < args.Length; index++)
        {
            if (!args[index].StartsWith('-'))
            {
                settings = settings with { Filter = args[index] };
                continue;
            }

            if (++index >= args.Length || !int.TryParse(args[index], CultureInfo.InvariantCulture, out int number) || number < 1)
            {
                return null;
            }

            switch (args[index - 1])
            {
                case "--rounds":
                    settings = settings with { Rounds = number };
                    break;
                case "--round-ms":
                    settings = settings with { Round = TimeSpan.FromMilliseconds(number) };
                    break;
                default:
                    return null;
            }
        }

        return settings;
    }
}
