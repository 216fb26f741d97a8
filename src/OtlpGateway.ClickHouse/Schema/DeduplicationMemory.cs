// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.RegularExpressions;

namespace OtlpGateway.ClickHouse.Schema;

/// <summary>
/// How long a table remembers deduplication tokens. A plain table remembers a number of parts; a replicated one, which
/// keeps tokens in Keeper, a number of parts and a time: what comes first is forgotten.
/// </summary>
/// <param name="Parts">Parts that are remembered; zero remembers nothing.</param>
/// <param name="Time">For tables that forget by time; else null.</param>
public readonly partial record struct DeduplicationMemory(long Parts, TimeSpan? Time)
{
    /// <summary>How far back a replay may reach in tables that forget by time.</summary>
    public static TimeSpan LeastTime { get; } = TimeSpan.FromDays(7);

    /// <summary>Why a repeated insert may be stored twice, as the end of a sentence that begins with the table; null when it may not.</summary>
    public string? Shortfall => this switch
    {
        { Parts: <= 0 } => "remembers no deduplication tokens",
        { Time: { } time } when time < LeastTime =>
            string.Create(CultureInfo.InvariantCulture, $"remembers deduplication tokens for {time.TotalSeconds:0} s only, not for {LeastTime.TotalDays:0} days"),
        _ => null,
    };

    /// <summary>True for the engines that keep tokens in Keeper.</summary>
    internal static bool IsTimed(string engine) =>
        engine.StartsWith("Replicated", StringComparison.Ordinal) || engine.StartsWith("Shared", StringComparison.Ordinal);

    /// <summary>Reads it from a table's definition.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="definition">The engine with its settings, as <c>system.tables.engine_full</c> has it.</param>
    /// <param name="defaults">The server's values of settings that the definition does not name.</param>
    internal static DeduplicationMemory Of(string engine, string definition, IReadOnlyDictionary<string, long> defaults)
    {
        if (engine == "Null")
        {
            // It keeps nothing, so it keeps nothing twice.
            return new DeduplicationMemory(long.MaxValue, null);
        }

        if (!engine.EndsWith("MergeTree", StringComparison.Ordinal))
        {
            return default;
        }

        Dictionary<string, long> settings = new(defaults, StringComparer.Ordinal);
        foreach (Match setting in SettingPattern().Matches(definition))
        {
            settings[setting.Groups[1].Value] = long.Parse(setting.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        }

        return IsTimed(engine)
            ? new DeduplicationMemory(settings.GetValueOrDefault(ReplicatedParts), Seconds(settings.GetValueOrDefault(ReplicatedSeconds)))
            : new DeduplicationMemory(settings.GetValueOrDefault(PlainParts), null);
    }

    internal const string PlainParts = "non_replicated_deduplication_window";
    internal const string ReplicatedParts = "replicated_deduplication_window";
    internal const string ReplicatedSeconds = "replicated_deduplication_window_seconds";

    /// <summary>The settings that make a table of the engine remember <paramref name="parts"/> for long enough.</summary>
    internal static string SettingsFor(string engine, long parts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(IsTimed(engine) ? $"{ReplicatedParts} = {parts}, {ReplicatedSeconds} = {(long)LeastTime.TotalSeconds}" : $"{PlainParts} = {parts}")}");

    private static TimeSpan Seconds(long seconds) => TimeSpan.FromSeconds(Math.Min(seconds, (long)TimeSpan.MaxValue.TotalSeconds - 1));

    [GeneratedRegex("(?<![a-z_])((?:non_)?replicated_deduplication_window(?:_seconds)?) = '?([0-9]{1,18})")]
    private static partial Regex SettingPattern();
}
