// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OtlpGateway.Clients.Kafka;
using OtlpGateway.Log.Contract;
using OtlpGateway.Log.Files;
using OtlpGateway.Log.Format;
using OtlpGateway.Pipeline.Components;

namespace OtlpGateway.Processors.Cardinality.Decisions;

/// <summary>
/// Keeps decisions in a compacted topic of one partition, which all gateways write and read: the last record of a key is
/// what counts. Hashes of all gateways are the same, because their seed comes of the key that they share.
/// </summary>
/// <remarks>
/// A record's key is the processor's id, a slash and the label's id; its value is the JSON of <see cref="SharedLabel"/>.
/// Another hash function, another way to a label's id, renumbered actions, rules or shapes need a new version.
/// </remarks>
internal sealed class DecisionTopic(DecisionTopicOptions options, ComponentSettings settings) : IDecisionStore
{
    private const int FormatVersion = 1;
    private const int FetchBytes = 4 << 20;

    /// <summary>So that a record is not larger than brokers take by default.</summary>
    private const int MostAdmitted = 30_000;

    private readonly ulong _seed = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(options.Key)));
    private readonly string _prefix = settings.Id + "/";
    private readonly Dictionary<string, StoredLabel> _last = [];
    private readonly Dictionary<string, string> _read = [];
    private readonly Dictionary<string, string> _written = [];
    private ILogClient? _log;
    private ILogProducer? _producer;
    private ITopicReader? _reader;
    private long _next = -1;

    public async ValueTask<StoredDecisions?> LoadAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await ReadAsync(cancellationToken);
        return new StoredDecisions(_seed, [.. _last.Values]);
    }

    public async ValueTask SaveAsync(StoredDecisions decisions, CancellationToken cancellationToken)
    {
        foreach (StoredLabel label in decisions.Labels)
        {
            string key = $"{_prefix}{label.Id:x16}";
            string value = JsonSerializer.Serialize(
                new SharedLabel(FormatVersion, _seed, label with { Admitted = [.. label.Admitted.Order().Take(MostAdmitted)] }));

            // Nor what another gateway wrote last, nor what this one did: two that differ would answer each other for ever.
            if (value != _read.GetValueOrDefault(key) && value != _written.GetValueOrDefault(key))
            {
                ProduceRecord record = new(options.Topic, Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(key), 0);
                ProduceResult result = await _producer!.ProduceAsync(record, cancellationToken);
                _written[key] = result.Status == ProduceStatus.Stored
                    ? value
                    : throw new IOException($"topic {options.Topic}: {result.Message}");
            }
        }
    }

    public async ValueTask<IReadOnlyList<StoredLabel>> ReadOthersAsync(CancellationToken cancellationToken)
    {
        _last.Clear();
        await ReadAsync(cancellationToken);
        return [.. _last.Values];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in (IAsyncDisposable?[])[_reader, _producer, _log])
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var logs = (ILogClients?)settings.Services.GetService(typeof(ILogClients))
            ?? throw new IOException("decisions::log: this process opens no logs");
        try
        {
            LogAddress address = KafkaConnections.AddressOf(options.Client, KafkaProducerSettings.Of(new KafkaProducerOptions(), TimeSpan.Zero), settings);
            _log = await logs.OpenAsync(address, null, cancellationToken);
            await _log.EnsureTopicAsync(options.Topic, DecisionTopicSettings.Topic, cancellationToken);
            _producer = _log.CreateProducer();
            _reader = await _log.OpenTopicAsync(options.Topic, cancellationToken) ?? throw new IOException($"topic {options.Topic} is not there");
        }
        catch (Exception failure) when (failure is LogInUseException or LogFormatException or NotSupportedException)
        {
            throw new IOException($"decisions::log: {failure.Message}", failure);
        }
    }

    /// <summary>Reads on to what is the end now.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        IPartitionReader partition = _reader!.Partitions[0];
        long end = await partition.GetEndOffsetAsync(cancellationToken);
        _next = _next < 0 ? await partition.GetStartOffsetAsync(cancellationToken) : _next;
        while (_next < end)
        {
            using FetchResult fetched = await partition.FetchAsync(_next, FetchBytes, cancellationToken);
            if (fetched.Status == FetchStatus.Unavailable)
            {
                throw new IOException($"topic {options.Topic}: {fetched.Message}");
            }

            foreach (LogRecord record in fetched.Records)
            {
                Take(record);
            }

            _next = Math.Max(_next + 1, fetched.NextOffset);
        }
    }

    /// <summary>What is another processor's, another version's or made with another key is left alone.</summary>
    private void Take(LogRecord record)
    {
        string key = Encoding.UTF8.GetString(record.Key.Span);
        string value = Encoding.UTF8.GetString(record.Value.Span);
        if (key.StartsWith(_prefix, StringComparison.Ordinal)
            && value != _written.GetValueOrDefault(key)
            && SharedLabel.TryRead(value) is { Version: FormatVersion } shared && shared.Seed == _seed)
        {
            _read[key] = value;
            _last[key] = shared.Label;
        }
    }
}
