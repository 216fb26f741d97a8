// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using OtlpGateway.Processors.Cardinality.Labels;
using OtlpGateway.Processors.Cardinality.Shapes;
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
    private readonly ValueCache _cache;
    private readonly ValueJudge _judge;
    private readonly byte[] _other;

    /// <summary>The last one is for all labels behind.</summary>
    private readonly LabelPlace[] _places = new LabelPlace[Guesses + 1];

    private readonly long[] _verdicts = new long[(int)Verdict.Other + 1];
    private readonly ProtobufWriter _metric = new(256);
    private Epoch _epoch;
    private ulong _metricHash;
    private int _start;
    private int _length;
    private int _place;
    private int _used;
    private DateTimeOffset _now;
    private int _template;
    private Verdict _verdict;

    public CardinalityRun(LabelBook book)
    {
        _book = book;
        _epoch = book.Epoch;
        _cache = book.Cache;
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
        _judge.Begin(_epoch.Start, now);
        Array.Clear(_verdicts);
    }

    /// <summary>The batch is through: what was counted goes to the labels.</summary>
    public void End()
    {
        for (; _used > 0; _used--)
        {
            _places[_used - 1].Begin(null, _judge);
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

    /// <summary>True when the next attribute of the point is the same as that of the point before, which was kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool KeepsAgain(ReadOnlySpan<byte> request, int start, int length)
    {
        _start = start;
        _length = length;
        int at = _place;
        LabelPlace[] places = _places;
        if ((uint)at >= (uint)places.Length || !places[at].KeepsAgain(request, start, length))
        {
            return false;
        }

        _place = at + 1;
        places[at].Count++;
        _verdicts[(int)Verdict.Keep]++;
        return true;
    }

    /// <summary>What becomes of the next attribute of the point, if it is not <see cref="KeepsAgain"/>.</summary>
    public Verdict Decide(in KeyValueCursor attribute)
    {
        if ((uint)_place < Guesses)
        {
            ref LabelPlace place = ref _places[_place];
            if (place.Label is { } label && attribute.Key.SequenceEqual(label.Key))
            {
                _place++;
                place.Count++;
                ulong salt = label.Salt;
                Verdict verdict = Remembered(label, salt, attribute.Value, ref place, out bool isNoted);
                if (verdict == Verdict.Keep && isNoted)
                {
                    place.Keep(_start, _length, salt);
                }

                return verdict;
            }
        }

        return DecideAnew(attribute);
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

    /// <summary>Another label stands here than in the point before.</summary>
    private Verdict DecideAnew(in KeyValueCursor attribute)
    {
        if (attribute.Key.SequenceEqual(StreamStamp.Key))
        {
            // The stamp is no label, and takes no place.
            return Verdict.Keep;
        }

        int at = Math.Min(_place++, Guesses);
        if (_book.FindOrAdd(LabelBook.IdOf(_metricHash, attribute.Key), _metric.WrittenSpan, attribute.Key, _now) is not { } label)
        {
            return DecideUnwatched(attribute);
        }

        _used = Math.Max(_used, at + 1);
        _places[at].Begin(label, _judge);
        _places[at].Count++;
        return Remembered(label, label.Salt, attribute.Value, ref _places[at], out _);
    }

    /// <param name="place">Where the label stands.</param>
    /// <param name="isNoted">True when nothing is left to note of the value, however often it comes.</param>
    private Verdict Remembered(Label label, ulong salt, in ValueCursor value, ref LabelPlace place, out bool isNoted)
    {
        ulong hash = label.HashOf(value);
        Verdict verdict = _cache.Find(hash + salt + _epoch.Salt, place.WasRemembered, out _template, out bool isSecond);
        isNoted = verdict != Verdict.Unknown;
        place.WasRemembered = isNoted;
        if (!isNoted)
        {
            verdict = JudgeNew(label, salt, value, hash, ref place);
        }
        else if (isSecond)
        {
            _judge.NoteSecond(label, hash);
        }

        return Give(verdict);
    }

    private Verdict JudgeNew(Label label, ulong salt, in ValueCursor value, ulong hash, ref LabelPlace place)
    {
        ValueShape form = _judge.FormOf(label, value);
        Verdict verdict = _judge.JudgeUnlocked(label, value, hash, form, out ValueShape shape);
        if (verdict == Verdict.Unknown)
        {
            verdict = _judge.Judge(label, value, hash, form, _epoch, _now, out _template, out salt);
        }
        else
        {
            place.Note(hash, shape, _judge);
        }

        _cache.Set(hash + salt + _epoch.Salt, verdict, _template);
        return verdict;
    }

    private Verdict DecideUnwatched(in KeyValueCursor attribute)
    {
        Label label = _book.FindUnwatched(LabelBook.IdOf(_metricHash, attribute.Key), _metric.WrittenSpan, attribute.Key, _now);
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
