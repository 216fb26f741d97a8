// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Components;
using OtlpGateway.Receivers.Kafka;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Testing.Log;
using OtlpGateway.Wire.Otlp;
using OtlpGateway.Wire.Protobuf;
using Xunit;

namespace OtlpGateway.Receivers.Tests.Kafka;

/// <summary>When a block goes out, by a clock that the test moves.</summary>
public sealed class BlockReaderTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly FakeTime _time = new();
    private readonly TestSettings _settings;
    private readonly ScriptedTopic _topic = new("otlp_spans");
    private readonly KafkaReceiverOptions _options = new();
    private readonly PartitionSession _session;
    private readonly BlockPace _pace;
    private readonly BlockBudget _budget;
    private readonly BlockReader _reader;
    private long _next;

    public BlockReaderTests()
    {
        _settings = new TestSettings(_time);
        ComponentSettings settings = _settings.For("kafka");
        KafkaReceiverMetrics metrics = new(settings.Meter, settings.Id, Signal.Traces, "group", _options);
        _session = new PartitionSession(settings, _options, Signal.Traces, "group", _topic, metrics, new StuckCauses(), CancellationToken.None);
        RecordDecoder decoder = new(Signal.Traces, RecordEncoding.Default, isOwnLog: false, new HeaderExtraction(_options.HeaderExtraction));
        _pace = new BlockPace(_options.MaxBlockDelay);
        _pace.Join();
        _budget = new BlockBudget(4 * Megabyte, settings.Meter, settings.Id);
        _reader = new BlockReader(_session, decoder, _budget, _pace);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _session.Dispose();
        _settings.Dispose();
    }

    [Fact]
    public async Task Read_FirstBlock_GoesAtOnce()
    {
        Append(items: 1);

        Assert.Equal(1, await ItemsAsync(ReadAsync()));
    }

    [Fact]
    public async Task Read_LittleComes_GoesASecondAfterTheBlockBefore()
    {
        await ReadOneAsync();
        Append(items: 10);
        Task<Block> reading = ReadAsync();

        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Equal(10, await ItemsAsync(reading));
    }

    [Theory]
    [InlineData(BlockPace.LoadItems, 1)]
    [InlineData(BlockPace.LoadItems / 4, 4)]
    public async Task Read_UnderLoad_HasFiveSecondsOfData(int itemsASecond, int partitions)
    {
        await ReadOneAsync();
        for (int i = 1; i < partitions; i++)
        {
            _pace.Join();
        }

        Append(itemsASecond);
        Task<Block> reading = ReadAsync();
        for (int second = 1; second < 5; second++)
        {
            await _time.WaitForTimersAsync(1, Token);
            _time.Advance(TimeSpan.FromSeconds(1));
            Append(itemsASecond);
            Assert.False(reading.IsCompleted);
        }

        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal(5 * itemsASecond, await ItemsAsync(reading));
    }

    [Fact]
    public async Task Read_BlockBeforeStillBeingStored_GrowsBeyondItsTime()
    {
        TaskCompletionSource stored = new();
        await ReadOneAsync();
        Append(items: 10);
        Task<Block> reading = ReadAsync(stored.Task);

        _time.Advance(TimeSpan.FromMinutes(1));
        Append(items: 10);
        Assert.False(reading.IsCompleted);
        stored.SetResult();

        Assert.Equal(20, await ItemsAsync(reading));
    }

    [Fact]
    public async Task Read_ManyRows_IsFullAtAHundredThousand()
    {
        _options.MaxBlockBytes = 6 * Megabyte;
        await ReadOneAsync();
        for (int i = 0; i < 120; i++)
        {
            Append(items: 1_000);
        }

        Assert.Equal(BlockPace.FullItems, await ItemsAsync(ReadAsync()));
    }

    [Fact]
    public async Task Read_ManyBytes_IsFullBeforeAHundredThousand()
    {
        _options.MaxBlockBytes = Megabyte;
        await ReadOneAsync();
        for (int i = 0; i < 120; i++)
        {
            Append(items: 1_000);
        }

        using Block block = await ReadAsync();

        Assert.InRange(block.HeldBytes, Megabyte - 50_000, Megabyte);
        Assert.InRange(block.Items, 1, BlockPace.FullItems - 1);
    }

    [Fact]
    public async Task Read_MemoryUsedUpAndNothingBeingStored_GoesAtOnce()
    {
        await ReadOneAsync();
        _budget.Take(4 * Megabyte);
        Append(items: 10);

        Assert.Equal(10, await ItemsAsync(ReadAsync()));
    }

    [Fact]
    public async Task Read_MemoryUsedUpWhileAnotherIsStored_WaitsForItsMemory()
    {
        await ReadOneAsync();
        _budget.Take(4 * Megabyte);
        _budget.Storing();
        Append(items: 10);
        Task<Block> reading = ReadAsync();
        await _time.WaitForTimersAsync(1, Token);
        Assert.False(reading.IsCompleted);

        _budget.Take(-4 * Megabyte);
        _budget.Stored();
        Append(items: 10);
        _time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal(20, await ItemsAsync(reading));
    }

    [Fact]
    public async Task Read_MemoryUsedUpByOneThatIsNeverStored_GoesWhenItIsDue()
    {
        await ReadOneAsync();
        _budget.Take(4 * Megabyte);
        _budget.Storing();
        Append(items: 10);
        Task<Block> reading = ReadAsync();

        await _time.WaitForTimersAsync(1, Token);
        _time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.Equal(10, await ItemsAsync(reading));
    }

    /// <summary>The block before, from whose start on time counts.</summary>
    private async Task ReadOneAsync()
    {
        Append(items: 1);
        Assert.Equal(1, await ItemsAsync(ReadAsync()));
    }

    private Task<Block> ReadAsync(Task? previous = null) => _reader.ReadAsync(_next, null, previous ?? Task.CompletedTask, Token);

    private async Task<int> ItemsAsync(Task<Block> reading)
    {
        using Block block = await reading.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        _next = block.End;
        return block.Items;
    }

    /// <summary>Appends one record of so many small spans, of 42 bytes and more.</summary>
    private void Append(int items)
    {
        using ProtobufWriter writer = new();
        int resource = writer.BeginMessage(1);
        int scope = writer.BeginMessage(2);
        for (int i = 0; i < items; i++)
        {
            int span = writer.BeginMessage(2);
            writer.WriteBytesField(1, Enumerable.Repeat((byte)1, 16).ToArray());
            writer.WriteBytesField(2, Enumerable.Repeat((byte)2, 8).ToArray());
            writer.WriteStringField(5, "GET /items");
            writer.EndMessage(span);
        }

        writer.EndMessage(scope);
        writer.EndMessage(resource);
        _topic.Append(writer.WrittenSpan.ToArray());
    }
}
