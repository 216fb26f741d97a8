// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Log.Contract;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Splitting;

namespace OtlpGateway.Exporters.Kafka;

/// <summary>
/// The records that one request becomes before their size is looked at: one for each topic and key. Reused from request to
/// request, so that nothing is allocated per item. Not thread-safe.
/// </summary>
internal sealed class RecordGroups(string topicAttribute, IRecordKeyRule? rule)
{
    private readonly byte[] _topicAttribute = Encoding.UTF8.GetBytes(topicAttribute);
    private readonly Dictionary<(int Topic, UInt128? Key), int> _numbers = [];
    private readonly List<(int Topic, UInt128? Key)> _groups = [];
    private readonly List<string> _topics = [];
    private readonly Dictionary<string, int> _topicNumbers = new(StringComparer.Ordinal);
    private int _topic;
    private UInt128? _lastKey;
    private int _lastGroup = -1;

    public string TopicOf(int group) => _topics[_groups[group].Topic];

    public byte[]? KeyOf(int group) => _groups[group].Key is { } key ? rule?.Format(key) : null;

    /// <summary>Null where the log chooses.</summary>
    public int? PartitionOf(int group) => _groups[group].Key is { } key ? rule?.PartitionOf(key) : null;

    /// <param name="topic">Of resources that name none.</param>
    /// <param name="fixedTopic">True: no resource is asked.</param>
    public Grouping Begin(string topic, bool fixedTopic)
    {
        _numbers.Clear();
        _groups.Clear();
        _topics.Clear();
        _topicNumbers.Clear();
        _topics.Add(topic);
        _topicNumbers.Add(topic, 0);
        _topic = 0;
        _lastGroup = -1;
        return new Grouping(this, fixedTopic || _topicAttribute.Length == 0);
    }

    private void EnterResource(ReadOnlySpan<byte> resourceItems, bool fixedTopic)
    {
        _lastGroup = -1;
        _topic = fixedTopic ? 0 : FindTopic(resourceItems);
        rule?.EnterResource(resourceItems, _topics[_topic]);
    }

    private void EnterMetric(ReadOnlySpan<byte> metric)
    {
        _lastGroup = -1;
        rule?.EnterMetric(metric);
    }

    private int GroupOf(ReadOnlySpan<byte> item)
    {
        UInt128? key = rule?.KeyOf(item);
        if (_lastGroup >= 0 && key == _lastKey)
        {
            return _lastGroup;
        }

        if (!_numbers.TryGetValue((_topic, key), out int group))
        {
            group = _groups.Count;
            _groups.Add((_topic, key));
            _numbers.Add((_topic, key), group);
        }

        _lastKey = key;
        _lastGroup = group;
        return group;
    }

    private int FindTopic(ReadOnlySpan<byte> resourceItems)
    {
        foreach (KeyValueCursor attribute in ResourceItemsCursor.Read(resourceItems).Resource.Attributes)
        {
            if (attribute.Key.SequenceEqual(_topicAttribute))
            {
                return attribute.Value is { Kind: ValueKind.String, Bytes.Length: > 0 and <= TopicName.MaxLength } value ? Number(value.Bytes) : 0;
            }
        }

        return 0;
    }

    private int Number(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[TopicName.MaxLength];
        if (Encoding.ASCII.TryGetChars(name, text, out int length) && _topicNumbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out int number))
        {
            return number;
        }

        string topic = text[..length].ToString();
        if (!TopicName.IsValid(topic))
        {
            return 0;
        }

        _topics.Add(topic);
        _topicNumbers.Add(topic, _topics.Count - 1);
        return _topics.Count - 1;
    }

    /// <summary>One walk over a request.</summary>
    internal readonly struct Grouping(RecordGroups groups, bool fixedTopic) : IItemGrouping
    {
        public void EnterResource(ReadOnlySpan<byte> resourceItems) => groups.EnterResource(resourceItems, fixedTopic);

        public void EnterMetric(ReadOnlySpan<byte> metric) => groups.EnterMetric(metric);

        public int GroupOf(ReadOnlySpan<byte> item) => groups.GroupOf(item);
    }
}
