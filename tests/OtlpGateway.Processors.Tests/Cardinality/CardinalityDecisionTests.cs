// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityRig;

namespace OtlpGateway.Processors.Tests.Cardinality;

/// <summary>What statistics decide, and when they take it back.</summary>
public sealed class CardinalityDecisionTests
{
    private const string Small = "max_distinct: 100, max_random: 50, restore_below: 20, min_dwell: 2h, window: 1h";

    [Fact]
    public async Task Review_ValuesThatNeverComeBack_AreDropped()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 0s}}");
        await rig.SendValuesAsync("m", "name", Names(0, 300));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("drop", rig.Entry("m", "name").GetProperty("decision").GetString());

        Assert.Null(await rig.SendValueAsync("m", "name", Name(1)));
        JsonElement entry = rig.Entry("m", "name");
        Assert.Equal("distinct", entry.GetProperty("rule").GetString());
        Assert.Matches(
            "^about 1[01][0-9] distinct values in a window, 100 are allowed; 100% of them did not come back$", entry.GetProperty("evidence").GetString());
        Assert.Equal(1, entry.GetProperty("distinct_left").GetInt64());
    }

    [Fact]
    public async Task Review_ValuesThatComeBack_AreLimited()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 5m}}");
        await rig.SendValuesAsync("m", "name", Names(0, 300));
        await rig.SendValuesAsync("m", "name", Names(0, 300));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("limit", rig.Entry("m", "name").GetProperty("decision").GetString());
        List<string?> left = await rig.SendValuesAsync("m", "name", Names(0, 300));

        // Those that came next have the places: of values from before the decision nobody knows more than how many they were.
        Assert.Equal(101, left.Distinct().Count());
        Assert.Contains("other", left);
        Assert.Equal(left, await rig.SendValuesAsync("m", "name", Names(0, 300)));
        Assert.Equal(101, rig.Entry("m", "name").GetProperty("distinct_left").GetInt64());
    }

    [Fact]
    public async Task Flood_OfNewValues_IsStoppedBeforeTheReview()
    {
        await using CardinalityRig rig = await StartAsync("{max_distinct: 1000}");
        List<string?> left = await rig.SendValuesAsync("m", "name", Names(0, 30_000));
        Assert.Equal("limit", rig.Entry("m", "name").GetProperty("decision").GetString());
        Assert.InRange(left.Distinct().Count(), 1001, 2200);
        Assert.Equal("other", left[^1]);
    }

    [Fact]
    public async Task Review_ValuesThatLookRandom_AreDroppedEarlier()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 5m}}");
        await rig.SendValuesAsync("m", "token", Tokens(60));
        await rig.SendValuesAsync("m", "name", Names(0, 60));
        await rig.AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Equal("keep", rig.Entry("m", "token").GetProperty("decision").GetString());
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("drop", rig.Entry("m", "token").GetProperty("decision").GetString());

        Assert.Equal("random", rig.Entry("m", "token").GetProperty("rule").GetString());
        Assert.Equal("keep", rig.Entry("m", "name").GetProperty("decision").GetString());
    }

    [Fact]
    public async Task Review_NewWindow_ValuesHaveTimeToComeBackInIt()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 5m}}");
        string[] tokens = [.. Tokens(60)];
        for (int minute = 0; minute < 180; minute++)
        {
            await rig.SendValuesAsync("m", "token", tokens);
            await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("keep", rig.Entry("m", "token").GetProperty("decision").GetString());
        Assert.Equal(60, rig.Entry("m", "token").GetProperty("distinct_left").GetInt64());
    }

    [Fact]
    public async Task Review_LimitedValuesThatDoNotComeBack_AreDroppedAfterTheDwellTime()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 5m}}");
        List<string?> decisions = [];
        for (int minute = 0; minute < 130; minute++)
        {
            await rig.SendValuesAsync("m", "name", Names(10 * minute % 900, 60).Select(name => $"{name}-{Name(minute)}"));
            await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
            decisions.Add(rig.Entry("m", "name").GetProperty("decision").GetString());
        }

        Assert.Equal(["keep", "limit", "drop"], decisions.Distinct());
        Assert.InRange(decisions.IndexOf("drop") - decisions.IndexOf("limit"), 120, 125);
        Assert.Contains("limited at first", rig.Entry("m", "name").GetProperty("evidence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_FewerValuesForAWholeWindow_LetsGo_AfterTheDwellTime()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 0s}}");
        await rig.SendValuesAsync("m", "name", Names(0, 300));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("drop", rig.Entry("m", "name").GetProperty("decision").GetString());
        DateTimeOffset dropped = rig.Entry("m", "name").GetProperty("since").GetDateTimeOffset();

        string? kept = null;
        while (kept is null)
        {
            kept = await rig.SendValueAsync("m", "name", Name(1));
            await rig.AdvanceAsync(TimeSpan.FromMinutes(10));
            Assert.True(rig.Time.GetUtcNow() - dropped < TimeSpan.FromHours(6), "it was never let go");
        }

        Assert.True(rig.Time.GetUtcNow() - dropped >= TimeSpan.FromHours(2));
        Assert.Equal("keep", rig.Entry("m", "name").GetProperty("decision").GetString());
        Assert.Contains("below 20", rig.Entry("m", "name").GetProperty("evidence").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_BetweenTheThresholds_StaysAsItIs()
    {
        await using CardinalityRig rig = await StartAsync($"{{{Small}, min_observation: 0s}}");
        await rig.SendValuesAsync("m", "name", Names(0, 300));
        await rig.SendValuesAsync("calm", "name", Names(0, 60));
        for (int window = 0; window < 12; window++)
        {
            await rig.AdvanceAsync(TimeSpan.FromMinutes(30));
            await rig.SendValuesAsync("m", "name", Names(0, 60));
            await rig.SendValuesAsync("calm", "name", Names(0, 60));
        }

        Assert.NotEqual("keep", rig.Entry("m", "name").GetProperty("decision").GetString());
        Assert.Equal("keep", rig.Entry("calm", "name").GetProperty("decision").GetString());
    }

    [Fact]
    public async Task Review_SilentLabels_AreForgotten()
    {
        await using CardinalityRig rig = await StartAsync("{}");
        await rig.SendValueAsync("old", "env", "prod");
        for (int window = 0; window < 4; window++)
        {
            await rig.SendValueAsync("new", "env", "prod");
            await rig.AdvanceAsync(TimeSpan.FromHours(1));
        }

        Assert.Equal(1, rig.Page().GetProperty("watched").GetInt32());
    }

    [Fact]
    public async Task Process_PathsWithTooManyNames_BecomeATemplate()
    {
        await using CardinalityRig rig = await StartAsync("max_names_per_place: 20");
        await rig.SendValuesAsync("m", "path", Names(0, 60).Select(name => $"/shop/{name}/cart"));

        Assert.Equal("/shop/{id}/cart", await rig.SendValueAsync("m", "path", $"/shop/{Name(1)}/cart"));
        Assert.Equal("/health", await rig.SendValueAsync("m", "path", "/health"));
    }

    internal static string Name(int number) =>
        string.Concat(number.ToString("D3", CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    internal static IEnumerable<string> Names(int first, int count) => Enumerable.Range(first, count).Select(Name);

    private static IEnumerable<string> Tokens(int count)
    {
        Random random = new(5);
        return [.. Enumerable.Range(0, count).Select(_ => new string([.. Enumerable.Range(0, 24).Select(_ => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[random.Next(52)])]))];
    }
}
