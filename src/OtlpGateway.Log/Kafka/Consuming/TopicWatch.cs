// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// Keeps a consumer subscribed to what its filters match. Names go to librdkafka as they are, which sees for itself when
/// they appear or grow; patterns are matched here, by the rules that the configuration was checked by, and leave out what
/// is excluded. A topic that is read and was made anew under its name is noticed here, too.
/// </summary>
internal sealed class TopicWatch(
    ConsumerClient client,
    KafkaAdmin admin,
    LogConsumerSettings settings,
    Func<IReadOnlyCollection<string>> owned,
    TimeSpan interval,
    KafkaContext context)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string[] _named = [.. settings.Topics.Select(filter => filter.Literal).OfType<string>().Distinct(StringComparer.Ordinal)];
    private readonly TopicFilter[] _patterns = [.. settings.Topics.Where(filter => filter.Literal is null)];
    private HashSet<string> _subscribed = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private bool _saidNothing;

    private TimeSpan Soon => interval < RetryAfter ? interval : RetryAfter;

    /// <summary>Subscribes to what is named, where nothing else is wanted.</summary>
    public void Start()
    {
        if (_patterns.Length == 0)
        {
            Subscribe(_named);
        }
    }

    /// <summary>Looks for topics, and at those that are read, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            TimeSpan next = interval;
            try
            {
                await LookAsync(cancellationToken);
                if (_missing.Count > 0)
                {
                    next = Soon;
                }

                if (_subscribed.Count == 0)
                {
                    // A consumer that was started before its topics has nothing to do but wait for the first one.
                    next = Soon;
                    if (!_saidNothing)
                    {
                        _saidNothing = true;
                        KafkaClientLog.NothingMatches(context.Logger, settings.Group);
                    }
                }
            }
            catch (IOException error)
            {
                KafkaClientLog.LookUpFailed(context.Logger, settings.Group, error.Message);
                next = Soon;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(next, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_patterns.Length > 0)
        {
            string[] topics = await admin.TopicsAsync(cancellationToken);
            Subscribe([.. _named.Union(topics.Where(topic => Array.Exists(_patterns, pattern => pattern.Matches(topic))), StringComparer.Ordinal)]);
        }

        await LookForNamedAsync(cancellationToken);
        IReadOnlyCollection<string> read = owned();
        if (read.Count > 0)
        {
            client.Described(await admin.DescribeAsync(read, cancellationToken));
        }
    }

    /// <summary>Says once of each topic that is named and not there; librdkafka waits for it without a word.</summary>
    private async Task LookForNamedAsync(CancellationToken cancellationToken)
    {
        if (_named.Length == 0)
        {
            return;
        }

        Dictionary<string, TopicFacts> there = await admin.DescribeAsync(_named, cancellationToken);
        foreach (string topic in _named)
        {
            if (there.ContainsKey(topic))
            {
                _missing.Remove(topic);
            }
            else if (_missing.Add(topic))
            {
                KafkaClientLog.TopicMissing(context.Logger, topic, settings.Group);
            }
        }
    }

    private void Subscribe(string[] topics)
    {
        if (!_subscribed.SetEquals(topics))
        {
            client.Subscribe(topics);
            _subscribed = [.. topics];
        }
    }
}
