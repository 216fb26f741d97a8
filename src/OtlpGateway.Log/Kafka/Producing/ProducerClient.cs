// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Confluent.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Native;
using PersistenceStatus = OtlpGateway.Log.Kafka.Native.PersistenceStatus;

namespace OtlpGateway.Log.Kafka.Producing;

/// <summary>
/// One producer of librdkafka. Values are copied into its queue, whose size is bounded: a caller that gives up waiting
/// takes its memory with it.
/// </summary>
internal sealed unsafe class ProducerClient : KafkaClient
{
    private const int CopyValue = 0x2;
    private const int PurgeQueue = 0x1;
    private const int PurgeNonBlocking = 0x4;
    private const int AnyPartition = -1;
    private const int MostValues = 7;

    /// <summary>How long a closing producer waits for what is on the wire.</summary>
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(5);

    private readonly OpaqueTable<PendingProduce> _pending = new();
    private long _closing;
    private volatile bool _fatal;

    public ProducerClient(Dictionary<string, string> settings, Func<CancellationToken, ValueTask<string>>? token, KafkaContext context)
        : base(KafkaClientKind.Producer, settings, KafkaEvents.DeliveryReport, token, context) => Start();

    /// <summary>It takes nothing more and is to be replaced.</summary>
    public bool IsFatal => _fatal;

    protected override bool HasMore =>
        Librdkafka.OutQueueLength(Handle) > 0 && Context.Time.GetElapsedTime(_closing) < LastAnswers;

    /// <summary>Hands the record over. The answer comes with the delivery report, or at once when it is not taken.</summary>
    public Task<ProduceResult> Produce(in ProduceRecord record)
    {
        PendingProduce pending = new(record.Topic);
        nint number = _pending.Add(pending);
        nint headers = MakeHeaders(record.Headers);
        nint error = Produce(record, number, headers);
        if (error == 0)
        {
            return pending.Answer;
        }

        ErrorCode code = Librdkafka.ErrorObjectCode(error);
        string text = Librdkafka.Text(Librdkafka.ErrorObjectText(error));
        Librdkafka.ErrorObjectDestroy(error);
        _pending.TryRemove(number, out _);
        if (headers != 0)
        {
            // Taken over by librdkafka only with the record.
            Librdkafka.HeadersDestroy(headers);
        }

        // It refuses with the number of what broke it, and says so in an event only later.
        _fatal |= Librdkafka.FatalError(Handle, null, 0) != ErrorCode.NoError;
        return Task.FromResult(ProduceAnswers.Of(code, PersistenceStatus.NotPersisted, record.Topic, 0, 0, text));
    }

    /// <summary>For tests: as after an error that the producer cannot go on from.</summary>
    internal void Break(string reason) => Librdkafka.RaiseFatalError(Handle, ErrorCode.OutOfOrderSequenceNumber, reason);

    protected override ValueTask CloseAsync()
    {
        _closing = Context.Time.GetTimestamp();

        // What was not sent is not stored: its callers are told so. What is on the wire may yet be answered.
        Librdkafka.Purge(Handle, PurgeQueue | PurgeNonBlocking);
        return ValueTask.CompletedTask;
    }

    protected override void Release()
    {
        foreach (PendingProduce pending in _pending.Drain())
        {
            pending.Complete(ProduceAnswers.Of(
                ErrorCode.Local_PurgeInflight, PersistenceStatus.PossiblyPersisted, pending.Topic, 0, 0, "the producer was closed"));
        }
    }

    protected override void OnFatal(ErrorCode code, string message) => _fatal = true;

    protected override void HandleEvent(KafkaEvents type, nint kafkaEvent)
    {
        if (type != KafkaEvents.DeliveryReport)
        {
            return;
        }

        for (MessageData* message = Librdkafka.EventNextMessage(kafkaEvent); message is not null; message = Librdkafka.EventNextMessage(kafkaEvent))
        {
            if (_pending.TryRemove(message->Opaque, out PendingProduce? pending))
            {
                pending.Complete(ProduceAnswers.Of(
                    message->Error,
                    Librdkafka.MessageStatus(message),
                    pending.Topic,
                    message->Partition,
                    message->Offset,
                    message->Error == ErrorCode.NoError ? "" : TextOf(message)));
            }
        }
    }

    /// <summary>Brokers may say why; the client itself, which gives up by time for example, has only the number.</summary>
    private static string TextOf(MessageData* message) =>
        Librdkafka.Text(Librdkafka.ProduceErrorText(message)) is { Length: > 0 } text ? text : Librdkafka.Describe(message->Error);

    private static nint MakeHeaders(IReadOnlyList<LogHeader>? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return 0;
        }

        nint made = Librdkafka.HeadersNew((nuint)headers.Count);
        for (int i = 0; i < headers.Count; i++)
        {
            ReadOnlySpan<byte> value = headers[i].Value.Span;
            fixed (byte* pointer = value)
            {
                // An empty header is not one without a value.
                byte empty;
                Librdkafka.HeaderAdd(made, headers[i].Name, -1, value.IsEmpty ? &empty : pointer, value.Length);
            }
        }

        return made;
    }

    private nint Produce(in ProduceRecord record, nint number, nint headers)
    {
        Span<byte> topic = stackalloc byte[TopicName.MaxLength + 1];
        topic[Encoding.UTF8.GetBytes(record.Topic, topic)] = 0;
        fixed (byte* topicName = topic)
        fixed (byte* value = record.Value.Span)
        fixed (byte* key = record.Key.Span)
        {
            byte empty;
            ProduceValue* values = stackalloc ProduceValue[MostValues];
            int count = 0;
            values[count++] = new ProduceValue { Kind = ProduceValueKind.Topic, Pointer = topicName };
            values[count++] = new ProduceValue { Kind = ProduceValueKind.Value, Pointer = value is null ? &empty : value, Size = (nuint)record.Value.Length };
            values[count++] = new ProduceValue { Kind = ProduceValueKind.Flags, Number = CopyValue };
            values[count++] = new ProduceValue { Kind = ProduceValueKind.Opaque, Pointer = (void*)number };
            values[count++] = new ProduceValue { Kind = ProduceValueKind.Partition, Number = record.Partition ?? AnyPartition };
            if (record.Key.Length > 0)
            {
                values[count++] = new ProduceValue { Kind = ProduceValueKind.Key, Pointer = key, Size = (nuint)record.Key.Length };
            }

            if (headers != 0)
            {
                values[count++] = new ProduceValue { Kind = ProduceValueKind.Headers, Pointer = (void*)headers };
            }

            return Librdkafka.Produce(Handle, values, (nuint)count);
        }
    }
}
