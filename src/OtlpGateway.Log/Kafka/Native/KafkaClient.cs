// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace OtlpGateway.Log.Kafka.Native;

/// <summary>A client of librdkafka with the thread that serves its events.</summary>
internal abstract class KafkaClient : IAsyncDisposable
{
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly KafkaToken? _token;
    private readonly KafkaStatistics _statistics;
    private volatile bool _ending;
    private int _disposed;

    protected KafkaClient(
        KafkaClientKind kind,
        Dictionary<string, string> settings,
        KafkaEvents events,
        Func<CancellationToken, ValueTask<string>>? token,
        KafkaContext context)
    {
        LibrdkafkaLibrary.Load();
        Context = context;
        KafkaEvents all = events | KafkaEvents.Log | KafkaEvents.Error | KafkaEvents.Statistics;
        Handle = KafkaConf.Open(kind, settings, token is null ? all : all | KafkaEvents.TokenRefresh);
        Queue = new QueueHandle(OpenQueue(kind));
        KafkaConf.Require(Librdkafka.SetLogQueue(Handle, Queue.DangerousGetHandle()), "log queue");
        _token = token is null ? null : new KafkaToken(Handle, token, context);
        _statistics = new KafkaStatistics(context.Metrics);
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka {kind}" };
    }

    protected ClientHandle Handle { get; }

    protected QueueHandle Queue { get; }

    protected KafkaContext Context { get; }

    /// <summary>How long a quiet thread sleeps; events wake it.</summary>
    protected virtual int PollMs => 500;

    /// <summary>Cancelled when the client is to go.</summary>
    protected CancellationToken Stopping => _stopping.Token;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            await _ended.Task;
            return;
        }

        await CloseAsync();
        await _stopping.CancelAsync();
        _ending = true;
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _ended.SetResult();
        }
        else
        {
            Librdkafka.QueueYield(Queue);
        }

        await _ended.Task;

        // Waits for librdkafka's own threads, so not on this one.
        await Task.Run(() =>
        {
            Release();
            Queue.Dispose();
            Handle.Dispose();
        });
        _stopping.Dispose();
    }

    /// <summary>Begins to serve events.</summary>
    protected void Start() => _thread.Start();

    /// <summary>What is to be done while events are still served.</summary>
    protected virtual ValueTask CloseAsync() => ValueTask.CompletedTask;

    /// <summary>Gives up what must be gone before the client is.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Whether events are still to be served although the client is to go.</summary>
    protected virtual bool HasMore => false;

    /// <summary>An event that is of one kind of client only. Valid during the call. On the client's thread: not to block.</summary>
    protected abstract void HandleEvent(KafkaEvents type, nint kafkaEvent);

    /// <summary>No event was there, or somebody woke the thread. On the client's thread.</summary>
    protected virtual void OnPolled()
    {
    }

    /// <summary>The client cannot go on.</summary>
    protected virtual void OnFatal(ErrorCode code, string message)
    {
    }

    private nint OpenQueue(KafkaClientKind kind)
    {
        if (kind == KafkaClientKind.Producer)
        {
            return Librdkafka.QueueGetMain(Handle);
        }

        ErrorCode code = Librdkafka.PollSetConsumer(Handle);
        return code == ErrorCode.NoError
            ? Librdkafka.QueueGetConsumer(Handle)
            : throw new IOException($"Kafka: {Librdkafka.Describe(code)}.");
    }

    private void Run()
    {
        while (!_ending || HasMore)
        {
            nint kafkaEvent = Librdkafka.QueuePoll(Queue, PollMs);
            if (kafkaEvent == 0)
            {
                OnPolled();
                continue;
            }

            try
            {
                Dispatch((KafkaEvents)Librdkafka.EventType(kafkaEvent), kafkaEvent);
            }
            catch (Exception error)
            {
                KafkaClientLog.EventFailed(Context.Logger, error);
            }
            finally
            {
                Librdkafka.EventDestroy(kafkaEvent);
            }
        }

        _ended.SetResult();
    }

    private unsafe void Dispatch(KafkaEvents type, nint kafkaEvent)
    {
        switch (type)
        {
            case KafkaEvents.Log:
                if (Librdkafka.EventLog(kafkaEvent, out nint facility, out nint text, out int level) == 0)
                {
                    string kind = Librdkafka.Text(facility);
                    KafkaClientLog.Library(Context.Logger, LevelOf(level, kind), kind, Librdkafka.Text(text));
                }

                break;
            case KafkaEvents.Statistics:
                _statistics.Take(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)Librdkafka.EventStatistics(kafkaEvent)));
                break;
            case KafkaEvents.TokenRefresh:
                _token?.Refresh(Stopping);
                break;
            case KafkaEvents.Error:
                OnError(
                    Librdkafka.EventError(kafkaEvent),
                    Librdkafka.Text(Librdkafka.EventErrorText(kafkaEvent)),
                    Librdkafka.EventErrorIsFatal(kafkaEvent) != 0);
                break;
            default:
                HandleEvent(type, kafkaEvent);
                break;
        }
    }

    private void OnError(ErrorCode code, string text, bool isFatal)
    {
        if (isFatal)
        {
            KafkaClientLog.Fatal(Context.Logger, (int)code, text);
            OnFatal(code, text);
        }
        else
        {
            Context.ClientError(code, text);
        }
    }

    /// <summary>
    /// syslog's levels; what is an error to one client is often a broker that is away for a while. Connections that fail
    /// (FAIL) or could not be made are reported by an error event, too.
    /// </summary>
    private static LogLevel LevelOf(int syslog, string facility) => syslog switch
    {
        _ when facility is "FAIL" or "ERROR" => LogLevel.Debug,
        <= 2 => LogLevel.Error,
        <= 4 => LogLevel.Warning,
        <= 6 => LogLevel.Information,
        _ => LogLevel.Debug,
    };
}
