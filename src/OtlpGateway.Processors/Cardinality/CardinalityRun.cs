// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Wire.Otlp.Cursors;
using OtlpGateway.Wire.Otlp.Streams;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Cardinality;

/// <summary>
/// What one batch needs. Points of a metric have the same labels in the same order nearly always, so that the label of an
/// attribute is guessed from its place in the point before. Reused; one thread at a time.
/// </summary>
internal sealed class CardinalityRun : IDisposable
{
    /// <summary>Attributes of a point whose label is remembered; those behind are looked up each time.</summary>
    private const int Guesses = 32;

    private readonly LabelBook _book;
    private readonly ValueJudge _judge;
    private readonly byte[] _other;
    private readonly Label?[] _labels = new Label?[Guesses];
    private readonly long[] _counts = new long[Guesses];
    private readonly long[] _verdicts = new long[(int)Verdict.Other + 1];
    private readonly ProtobufWriter _metric = new(256);
    private Epoch _epoch;
    private ulong _metricHash;
    private int _place;
    private DateTimeOffset _now;
    private int _template;
    private Verdict _verdict;

    public CardinalityRun(LabelBook book)
    {
        _book = book;
        _epoch = book.Epoch;
        _judge = new ValueJudge(book);
        _other = System.Text.Encoding.UTF8.GetBytes(book.Options.Other);
    }

    /// <summary>Where the new request is written.</summary>
    public ProtobufWriter Output { get; } = new();

    public CardinalityOptions Options => _book.Options;

    /// <summary>How often each verdict was given in this batch.</summary>
    public ReadOnlySpan<long> Verdicts => _verdicts;

    public void Begin(DateTimeOffset now)
    {
        _now = now;
        _epoch = _book.Epoch;
        _metricHash = 0;
        Array.Clear(_verdicts);
    }

    /// <summary>The batch is through: what was counted goes to the labels.</summary>
    public void End()
    {
        for (int place = 0; place < Guesses && _labels[place] is { } label; place++)
        {
            label.CountObserved(_counts[place]);
            _labels[place] = null;
            _counts[place] = 0;
        }
    }

    public void BeginMetric(ReadOnlySpan<byte> name)
    {
        ulong hash = _book.HashOfMetric(name);
        if (hash == _metricHash)
        {
            return;
        }

        End();
        _metricHash = hash;
        _metric.Clear();
        _metric.WriteRaw(name);
    }

    public void BeginPoint() => _place = 0;

    /// <summary>What becomes of the next attribute of the point.</summary>
    public Verdict Decide(in KeyValueCursor attribute)
    {
        int place = _place++;
        Label? label = place < Guesses ? _labels[place] : null;
        if (label is null || !attribute.Key.SequenceEqual(label.Key))
        {
            if (attribute.Key.SequenceEqual(StreamStamp.Key))
            {
                // The stamp is no label; it stands last, and takes no place.
                _place--;
                return Verdict.Keep;
            }

            label = Look(place, attribute.Key);
            if (label is null)
            {
                return DecideUnwatched(attribute);
            }
        }

        if (place < Guesses)
        {
            _counts[place]++;
        }
        else
        {
            label.CountObserved(1);
        }

        return Remembered(label, attribute.Value);
    }

    /// <summary>What replaces the value that was decided about last.</summary>
    public ReadOnlySpan<byte> Replacement => _verdict == Verdict.Other ? _other
        : _template >= 0 ? _epoch.Templates[_template]
        : _judge.Written;

    public void Dispose()
    {
        Output.Dispose();
        _metric.Dispose();
    }

    private Verdict Remembered(Label label, in ValueCursor value)
    {
        ulong hash = label.HashOf(value);
        ulong key = hash + label.Salt + _epoch.Salt;
        Verdict verdict = _book.Cache.Find(key, out _template, out bool isSecond);
        if (verdict == Verdict.Unknown)
        {
            verdict = _judge.Judge(label, value, hash, _epoch, _now, out _template);

            // The label may have changed by this very value.
            _book.Cache.Set(hash + label.Salt + _epoch.Salt, verdict, _template);
        }
        else if (isSecond)
        {
            _judge.NoteSecond(label, hash);
        }

        return Give(verdict);
    }

    private Label? Look(int place, ReadOnlySpan<byte> key)
    {
        Label? label = _book.FindOrAdd(LabelBook.IdOf(_metricHash, key), _metric.WrittenSpan, key, _now);
        if (label is not null && place < Guesses)
        {
            _labels[place]?.CountObserved(_counts[place]);
            _counts[place] = 0;
            _labels[place] = label;
        }

        return label;
    }

    private Verdict DecideUnwatched(in KeyValueCursor attribute)
    {
        Label label = _book.MakeUnwatched(LabelBook.IdOf(_metricHash, attribute.Key), _metric.WrittenSpan, attribute.Key, _now);
        _template = -1;
        return Give(_judge.JudgeUnwatched(label, attribute.Value));
    }

    private Verdict Give(Verdict verdict)
    {
        _verdict = verdict;
        _verdicts[(int)verdict]++;
        return verdict;
    }
}
