// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Kafka.Administration;

namespace OtlpGateway.Log.Kafka.Consuming;

/// <summary>
/// Keeps a consumer subscribed to what its filters match. Names go to librdkafka as they are, which sees for itself when
/// they appear or grow; patterns are matched here, by the rules that the configuration was checked by, and leave out what
/// is excluded.
/// </summary>
internal sealed class TopicWatch(
    ConsumerClient client,
    KafkaAdmin admin,
    LogConsumerSettings settings,
    TimeSpan interval,
    KafkaContext context)
{
    private readonly string[] _named = [.. settings.Topics.Select(filter => filter.Literal).OfType<string>().Distinct(StringComparer.Ordinal)];
    private readonly TopicFilter[] _patterns = [.. settings.Topics.Where(filter => filter.Literal is null)];
    private HashSet<string> _subscribed = [];

    /// <summary>Subscribes to what is named, and to what matches if the brokers answer.</summary>
    public async Task StartAsync()
    {
        if (_patterns.Length == 0)
        {
            Subscribe(_named);
            return;
        }

        await LookAsync(CancellationToken.None);
    }

    /// <summary>Until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_patterns.Length == 0)
        {
            return;
        }

        using PeriodicTimer timer = new(interval, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await LookAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The consumer leaves.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            string[] topics = await admin.TopicsAsync(cancellationToken);
            Subscribe([.. _named.Union(topics.Where(topic => Array.Exists(_patterns, pattern => pattern.Matches(topic))), StringComparer.Ordinal)]);
        }
        catch (IOException error)
        {
            KafkaClientLog.LookUpFailed(context.Logger, settings.Group, error.Message);
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
