// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Processors.Cardinality.Shapes;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using Xunit;
using static OtlpGateway.Processors.Tests.Cardinality.CardinalityDecisionTests;

namespace OtlpGateway.Processors.Tests.Cardinality;

public sealed class CardinalityStoreTests : IDisposable
{
    private const string Small = "{max_distinct: 100, max_random: 50, restore_below: 20, min_observation: 0s, max_names_per_place: 10, policies: [{label: few, action: limit, limit: 2}]}";

    private readonly TempDirectory _directory = new();

    private string File => Path.Combine(_directory.Path, "sub", "cardinality.decisions");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Start_AfterAStop_GoesOnAsBefore()
    {
        FakeTime time = new();
        List<string?> limited;
        await using (CardinalityRig first = await CardinalityRig.StartAsync(Small, new DecisionFile(File), time))
        {
            await first.SendValuesAsync("dropped", "name", Names(0, 300));
            await first.SendValuesAsync("limited", "name", [.. Names(0, 300), .. Names(0, 300)]);
            await first.SendValuesAsync("m", "few", ["a", "b", "c"]);
            await first.SendValuesAsync("m", "path", Names(0, 50).Select(name => $"/shop/{name}/cart"));
            await first.SendValueAsync("m", "user", "joe@example.com");
            await first.AdvanceAsync(TimeSpan.FromSeconds(10));
            limited = await first.SendValuesAsync("limited", "name", Names(0, 300));
        }

        await using CardinalityRig second = await CardinalityRig.StartAsync(Small, new DecisionFile(File), time);
        Assert.Null(await second.SendValueAsync("dropped", "name", Name(1)));
        Assert.Equal(limited, await second.SendValuesAsync("limited", "name", Names(0, 300)));
        Assert.Equal<string?>(["other", "b", "a"], await second.SendValuesAsync("m", "few", ["c", "b", "a"]));
        Assert.Equal("/shop/{id}/cart", await second.SendValueAsync("m", "path", "/shop/never-seen/cart"));
        Assert.Equal(time.GetUtcNow().AddSeconds(-10), second.Entry("m", "user").GetProperty("since").GetDateTimeOffset());
        Assert.Equal("email", second.Entry("m", "user").GetProperty("shape").GetString());
    }

    [Fact]
    public async Task Save_Decisions_AreOnDiskWithoutAStop_AndHaveNoValues()
    {
        await using CardinalityRig rig = await CardinalityRig.StartAsync("{}", new DecisionFile(File));
        await rig.SendValueAsync("m", "user", "joe.secret@example.com");
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));

        string text = await System.IO.File.ReadAllTextAsync(File, Cancel);
        Assert.Contains("\"user\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_AnyByteChangedOrCut_SaysWhatToDo()
    {
        DecisionFile file = new(File);
        Assert.Null(await file.LoadAsync(Cancel));
        await file.SaveAsync(Stored("m"), Cancel);
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] flipped = [.. bytes];
            flipped[at] ^= 0x10;
            await RefusesAsync(file, flipped);
            await RefusesAsync(file, bytes[..at]);
        }

        await System.IO.File.WriteAllBytesAsync(File, bytes, Cancel);
        Assert.Equal("m", (await file.LoadAsync(Cancel))!.Labels[0].Metric);
    }

    [Fact]
    public async Task Start_DamagedFile_DoesNotStart()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, "nothing", Cancel);

        ComponentStartException refusal = await Assert.ThrowsAsync<ComponentStartException>(() => CardinalityRig.StartAsync("{}", new DecisionFile(File)));
        Assert.Contains(File, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("processor cardinality: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_StoreFails_GoesOnAndTriesAgain()
    {
        FailingStore store = new();
        await using CardinalityRig rig = await CardinalityRig.StartAsync("{}", store);
        await rig.SendValueAsync("m", "user", "joe@example.com");
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Null(store.Saved);
        store.IsWell = true;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("user", Assert.Single(store.Saved!.Labels).Key);
        Assert.Null(await rig.SendValueAsync("m", "user", "joe@example.com"));
    }

    [Fact]
    public async Task Load_FileOfThisVersion_IsReadForEver()
    {
        // Written by hand in the format's first version: numbers of actions, rules and shapes must not change.
        const string Body = """{"Seed":7,"Labels":[{"Id":42,"Metric":"m","Key":"k","Action":1,"Rule":2,"Shape":3,"Since":"2026-11-20T10:11:12+00:00","Evidence":"e","Returns":1,"Admitted":[5],"Places":[[1,2]]}]}""";
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, $"otlp-gateway cardinality decisions 1 {digest}\n{Body}", Cancel);

        StoredLabel label = Assert.Single((await new DecisionFile(File).LoadAsync(Cancel))!.Labels);
        Assert.Equal((LabelAction.Drop, DecisionRule.Shape, ValueShape.Ip), (label.Action, label.Rule, label.Shape));
        Assert.Equal([1UL, 2UL], label.Places[0]);
        Assert.Equal([5UL], label.Admitted);
    }

    private static StoredDecisions Stored(string metric) => new(
        7, [new StoredLabel(1, metric, "k", LabelAction.Drop, DecisionRule.Distinct, ValueShape.None, DateTimeOffset.UnixEpoch, "e", 0, [], [])]);

    private async Task RefusesAsync(DecisionFile file, byte[] bytes)
    {
        await System.IO.File.WriteAllBytesAsync(File, bytes, Cancel);
        IOException refusal = await Assert.ThrowsAsync<IOException>(async () => await file.LoadAsync(Cancel));
        Assert.Contains(File, refusal.Message, StringComparison.Ordinal);
    }

    private sealed class FailingStore : IDecisionStore
    {
        public bool IsWell { get; set; }

        public StoredDecisions? Saved { get; private set; }

        public ValueTask<StoredDecisions?> LoadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<StoredDecisions?>(null);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public ValueTask SaveAsync(StoredDecisions decisions, CancellationToken cancellationToken)
        {
            Saved = IsWell ? decisions : throw new IOException("the disk is full");
            return ValueTask.CompletedTask;
        }
    }
}
