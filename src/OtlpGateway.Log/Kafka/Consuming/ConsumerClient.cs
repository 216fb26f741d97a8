// SPDX-License-Identifier: Apache-2.0

using System.Threading.Channels;
using Confluent.Kafka;
using OtlpGateway.Log.Kafka.Administration;
using OtlpGateway.Log.Kafka.Native;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>One consumer of librdkafka: its group membership, and a queue for each of its partitions.</summary>
internal sealed class ConsumerClient : KafkaClient
{
    private const int MostCalls = 8;
    private const int ClosingPollMs = 20;
    private const int SeekTimeoutMs = 10_000;
    private const int CommittedTimeoutMs = 10_000;

    private readonly OpaqueTable<TaskCompletionSource<ErrorCode>> _commits = new();
    private readonly Channel<RebalanceCall> _calls;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _closing;

    public ConsumerClient(Dictionary<string, string> settings, Func<CancellationToken, ValueTask<string>>? token, KafkaContext context)
        : base(KafkaClientKind.Consumer, settings, KafkaEvents.Rebalance | KafkaEvents.OffsetCommit, token, context)
    {
        // librdkafka makes the next call only when the one before was answered; the rest is for descriptions.
        _calls = Channel.CreateBounded<RebalanceCall>(new BoundedChannelOptions(MostCalls) { SingleReader = true });
        Start();
    }

    /// <summary>What the group wants and what became known, one after another; ends when this is closed.</summary>
    public ChannelReader<RebalanceCall> Calls => _calls.Reader;

    /// <summary>Why the consumer cannot go on; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>Whether others own already what this one was assigned.</summary>
    public bool IsAssignmentLost => Librdkafka.AssignmentLost(Handle) != 0;

    protected override bool HasMore => _closing && !_closed.Task.IsCompleted;

    protected override int PollMs => _closing ? ClosingPollMs : base.PollMs;

    /// <summary>Hands on what topics are now, in turn with what the group wants; left out when much of that waits.</summary>
    public void Described(IReadOnlyDictionary<string, TopicFacts> topics)
    {
        if (_calls.Reader.Count < MostCalls / 2)
        {
            _calls.Writer.TryWrite(new RebalanceCall(RebalanceKind.Described, [], false, topics));
        }
    }

    public PartitionQueue OpenQueue(TopicPartition partition) => new(Handle, partition.Topic, partition.Partition.Value);

    public unsafe void Subscribe(IReadOnlyCollection<string> topics)
    {
        using PartitionList list = new(topics.Count);
        foreach (string topic in topics)
        {
            list.Add(topic, -1);
        }

        Require(topics.Count == 0 ? Librdkafka.Unsubscribe(Handle) : Librdkafka.Subscribe(Handle, list.Pointer), "subscribe");
    }

    /// <summary>Begins to fetch partitions: more of them where the group moves them one by one, else these alone.</summary>
    public unsafe void Assign(IReadOnlyList<TopicPartition> partitions, IReadOnlyList<long> offsets)
    {
        using PartitionList list = List(partitions, offsets);
        if (!IsEager)
        {
            KafkaConf.Require(Librdkafka.IncrementalAssign(Handle, list.Pointer), "assign");
        }
        else
        {
            Require(Librdkafka.Assign(Handle, list.Pointer), "assign");
        }
    }

    public unsafe void Unassign(IReadOnlyList<TopicPartition> partitions)
    {
        using PartitionList list = List(partitions, null);
        if (!IsEager)
        {
            KafkaConf.Require(Librdkafka.IncrementalUnassign(Handle, list.Pointer), "unassign");
        }
        else
        {
            Require(Librdkafka.Assign(Handle, null), "unassign");
        }
    }

    /// <summary>The group's offsets; null where it has none.</summary>
    public unsafe Task<long?[]> CommittedAsync(IReadOnlyList<TopicPartition> partitions) => Task.Run(() =>
    {
        using PartitionList list = List(partitions, null);
        Require(Librdkafka.Committed(Handle, list.Pointer, CommittedTimeoutMs), "committed offsets");
        long?[] offsets = new long?[partitions.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            Require(list.ErrorAt(i), $"committed offset of {partitions[i].Topic}");
            offsets[i] = list.OffsetAt(i) >= 0 ? list.OffsetAt(i) : null;
        }

        return offsets;
    });

    /// <summary>What the brokers say to the commit of one offset.</summary>
    public unsafe Task<ErrorCode> CommitAsync(TopicPartition partition, long offset)
    {
        TaskCompletionSource<ErrorCode> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        nint number = _commits.Add(answer);
        using PartitionList list = List([partition], [offset]);
        ErrorCode code = Librdkafka.Commit(Handle, list.Pointer, Queue, 0, number);
        if (code != ErrorCode.NoError && _commits.TryRemove(number, out _))
        {
            answer.SetResult(code);
        }

        return answer.Task;
    }

    /// <summary>From here on the partition's queue brings what stands at the offset.</summary>
    public unsafe Task SeekAsync(TopicPartition partition, long offset, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using PartitionList list = List([partition], [offset]);
            KafkaConf.Require(Librdkafka.Seek(Handle, list.Pointer, SeekTimeoutMs), "seek");
            Require(list.ErrorAt(0), $"seek in {partition.Topic}");
        },
        cancellationToken);

    /// <summary>The begin that the latest fetch reported.</summary>
    public bool TryGetKnownStart(TopicPartition partition, out long start) => TryGetKnown(partition, out start, out _) && start >= 0;

    /// <summary>The end that the latest fetch reported.</summary>
    public bool TryGetKnownEnd(TopicPartition partition, out long end) => TryGetKnown(partition, out _, out end) && end >= 0;

    /// <summary>Leaves the group: gives up what is assigned by calls as ever, and ends them.</summary>
    public async Task LeaveAsync()
    {
        if (_closing)
        {
            await _closed.Task;
            return;
        }

        _closing = true;
        nint error = Librdkafka.ConsumerClose(Handle, Queue);
        if (error != 0)
        {
            // After an error that it cannot go on from there is nothing to leave.
            Librdkafka.ErrorObjectDestroy(error);
            Left();
        }

        Librdkafka.QueueYield(Queue);
        await _closed.Task;
    }

    protected override async ValueTask CloseAsync() => await LeaveAsync();

    protected override void Release()
    {
        foreach (TaskCompletionSource<ErrorCode> commit in _commits.Drain())
        {
            commit.TrySetResult(ErrorCode.Local_Destroy);
        }
    }

    protected override void OnFatal(ErrorCode code, string message)
    {
        // The group makes no more calls: what is owned is lost.
        Failure = message;
        _calls.Writer.TryComplete();
    }

    protected override unsafe void HandleEvent(KafkaEvents type, nint kafkaEvent)
    {
        switch (type)
        {
            case KafkaEvents.Rebalance:
                bool assigned = Librdkafka.EventError(kafkaEvent) == ErrorCode.Local_AssignPartitions;
                RebalanceKind kind = assigned ? RebalanceKind.Assign : RebalanceKind.Revoke;
                RebalanceCall call = new(kind, PartitionList.Read(Librdkafka.EventPartitions(kafkaEvent)), !assigned && IsAssignmentLost);
                if (!_calls.Writer.TryWrite(call) && Failure is null)
                {
                    throw new InvalidOperationException("The group asks for more before what it asked for is done.");
                }

                break;
            case KafkaEvents.OffsetCommit when _commits.TryRemove(Librdkafka.EventOpaque(kafkaEvent), out TaskCompletionSource<ErrorCode>? commit):
                commit.TrySetResult(CommitError(kafkaEvent));
                break;
            default:
                break;
        }
    }

    protected override void OnPolled()
    {
        if (_closing && Librdkafka.ConsumerClosed(Handle) != 0)
        {
            Left();
        }
    }

    private void Left()
    {
        _calls.Writer.TryComplete();
        _closed.TrySetResult();
    }

    private static unsafe ErrorCode CommitError(nint kafkaEvent)
    {
        PartitionListData* list = Librdkafka.EventPartitions(kafkaEvent);
        ErrorCode code = Librdkafka.EventError(kafkaEvent);
        return code == ErrorCode.NoError && list is not null && list->Count > 0 ? list->Items[0].Error : code;
    }

    private static PartitionList List(IReadOnlyList<TopicPartition> partitions, IReadOnlyList<long>? offsets)
    {
        PartitionList list = new(partitions.Count);
        for (int i = 0; i < partitions.Count; i++)
        {
            list.Add(partitions[i].Topic, partitions[i].Partition.Value, offsets is null ? KafkaOffsets.Invalid : offsets[i]);
        }

        return list;
    }

    private static void Require(ErrorCode code, string what)
    {
        if (code != ErrorCode.NoError)
        {
            throw new IOException($"Kafka: {what}: {Librdkafka.Describe(code)}");
        }
    }

    /// <summary>Whether a rebalance takes everything from everybody. Without a group there is none.</summary>
    private bool IsEager => Librdkafka.Text(Librdkafka.RebalanceProtocol(Handle)) == "EAGER";

    private bool TryGetKnown(TopicPartition partition, out long start, out long end) =>
        Librdkafka.KnownWatermarks(Handle, partition.Topic, partition.Partition.Value, out start, out end) == ErrorCode.NoError;
}
