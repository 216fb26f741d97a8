// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Cardinality.Decisions;
using OtlpGateway.Processors.Cardinality.Shapes;
using OtlpGateway.Processors.Cardinality.Templates;
using OtlpGateway.Sketches;
using OtlpGateway.Wire.Otlp.Cursors;

namespace OtlpGateway.Processors.Cardinality.Labels;

/// <summary>
/// Decides about a value that is not remembered: finds its shape, writes its template, notes it in the label's sketches.
/// One thread at a time; labels are shared.
/// </summary>
internal sealed class ValueJudge(LabelBook book)
{
    private const int MostExamples = 3;

    /// <summary>Most new values between two looks at how many there are.</summary>
    private const int MostUncounted = 16;

    private readonly byte[] _room = new byte[TemplateText.MaxLength];
    private readonly CardinalityOptions _options = book.Options;
    private readonly LabelReviewer _reviewer = new(book.Options);
    private readonly int _uncounted = Math.Clamp(book.Options.MaxDistinct / MostUncounted, 1, MostUncounted);
    private DateTimeOffset _windowStart;
    private DateTimeOffset _now;
    private int _written;

    /// <summary>The template that was written last.</summary>
    public ReadOnlySpan<byte> Written => _room.AsSpan(0, _written);

    /// <summary>Values that may wait to be noted of those that are left as they are: they may be one too many.</summary>
    public int MostWaiting => _uncounted;

    /// <summary>A batch begins.</summary>
    public void Begin(DateTimeOffset windowStart, DateTimeOffset now)
    {
        _windowStart = windowStart;
        _now = now;
    }

    /// <summary>The value's form, where something may depend on it.</summary>
    public ValueShape FormOf(Label label, in ValueCursor value) =>
        !IsTransformed(label) ? ValueShape.None
        : value.Kind == ValueKind.String ? ValueShapes.Of(value.Bytes)
        : value.Kind == ValueKind.Int ? DigitShape.Of(value.Int)
        : ValueShape.None;

    /// <summary>
    /// The verdict about a value of which nothing is to be noted but that it came, which <see cref="NoteNew"/> does later with
    /// many. Unknown for all others, for which <see cref="Judge"/> is to be asked. Takes no lock.
    /// </summary>
    /// <param name="form">As <see cref="FormOf"/> has it.</param>
    /// <param name="shape">The shape because of which the value goes; none if it has none.</param>
    public Verdict JudgeUnlocked(Label label, in ValueCursor value, ulong hash, ValueShape form, out ValueShape shape)
    {
        shape = ValueShape.None;
        if (value.Kind == ValueKind.String && (!label.HasSamples || ValueStatistics.IsSampled(hash)))
        {
            return Verdict.Unknown;
        }

        LabelDecision decision = label.Decision;
        LabelAction whole = WholeOf(label, decision);
        if (whole == LabelAction.Normalise)
        {
            return Verdict.Unknown;
        }

        if (form == ValueShape.None || _options.Shapes.Of(form) == LabelAction.Keep)
        {
            return whole == LabelAction.Drop ? Verdict.Drop
                : whole == LabelAction.Keep ? Verdict.Keep
                : label.Admitted is not { IsFull: true } admitted ? Verdict.Unknown
                : admitted.Contains(hash) ? Verdict.Keep
                : Verdict.Other;
        }

        if (whole == LabelAction.Limit)
        {
            return Verdict.Unknown;
        }

        shape = form;
        bool isKnown = form is not (ValueShape.Path or ValueShape.Statement) && decision.Rule != DecisionRule.None && label.HasLeft;
        return isKnown && _options.Shapes.Of(form) == LabelAction.Drop ? Verdict.Drop : Verdict.Unknown;
    }

    /// <summary>Notes values about which <see cref="JudgeUnlocked"/> had a verdict.</summary>
    public void NoteNew(Label label, PendingNotes notes)
    {
        lock (label.Gate)
        {
            label.Statistics.CountShape(notes.Shape, notes.Shaped.Length);
            CountSampled(label, notes.Shaped);
            CountSampled(label, notes.Plain);
            foreach (ulong hash in notes.Shaped)
            {
                label.Seen.Add(hash);
            }

            foreach (ulong hash in notes.Plain)
            {
                bool isNew = label.Seen.Add(hash);
                isNew = label.Left?.Add(hash) ?? isNew;
                StopWhereTooMany(label, isNew, _windowStart, _now);
            }
        }
    }

    /// <param name="hash">Of the value.</param>
    /// <param name="form">As <see cref="FormOf"/> has it.</param>
    /// <param name="epoch">Where templates are kept.</param>
    /// <param name="now">The time of the batch.</param>
    /// <param name="template">The number of the value's template.</param>
    /// <param name="salt">The label's, for which the verdict holds: this very value may have changed it.</param>
    public Verdict Judge(
        Label label, in ValueCursor value, ulong hash, ValueShape form, Epoch epoch, DateTimeOffset now, out int template, out ulong salt)
    {
        lock (label.Gate)
        {
            Verdict verdict = JudgeLocked(label, value, hash, form, epoch, now, out template);
            salt = label.Salt;
            return verdict;
        }
    }

    /// <summary>A value came again that is remembered: the first time, that says that values do come back.</summary>
    public void NoteSecond(Label label, ulong hash)
    {
        if (FrequencySketch.IsSampled(hash))
        {
            lock (label.Gate)
            {
                label.Statistics.CountValue(book.Frequencies.Add(hash));
            }
        }
    }

    /// <summary>Of a label that is not watched: policies and shapes act, and nothing is noted.</summary>
    public Verdict JudgeUnwatched(Label label, in ValueCursor value) => label.Policy?.Action switch
    {
        LabelAction.Drop => Verdict.Drop,
        LabelAction.Limit => Verdict.Other,
        _ => Transform(label, value, FormOf(label, value), learns: false, out _),
    };

    private Verdict JudgeLocked(
        Label label, in ValueCursor value, ulong hash, ValueShape form, Epoch epoch, DateTimeOffset now, out int template)
    {
        template = 0;
        Verdict verdict = Transform(label, value, form, learns: true, out ValueShape shape);
        if (verdict != Verdict.Keep)
        {
            // All values before this one were left as they were.
            label.BeginLeft();
        }

        bool isNew = Note(label, value, hash);
        if (shape != ValueShape.None)
        {
            NoteShape(label, shape, now);
        }

        ulong left = verdict == Verdict.Template ? ValueHash.Compute(Written, label.Id + (ulong)ValueKind.String) : hash;
        if (verdict != Verdict.Drop)
        {
            isNew = label.Left?.Add(left) ?? isNew;
            StopWhereTooMany(label, isNew, epoch.Start, now);
            verdict = Cap(label, verdict, left);
        }

        return verdict == Verdict.Template && !epoch.Templates.TryAdd(Written, book.Seed, out template)
            ? Verdict.Other
            : verdict;
    }

    /// <summary>
    /// A flood of values is stopped by the value that is too many: until the next review it would be as many series again as
    /// came in all that time.
    /// </summary>
    private void StopWhereTooMany(Label label, bool isNew, DateTimeOffset windowStart, DateTimeOffset now)
    {
        if (isNew
            && !label.Decision.IsStatistical
            && ++label.Growth % _uncounted == 0
            && label.DistinctLeft() > _options.MaxDistinct
            && _reviewer.Review(label, windowStart, now) is { } decision)
        {
            label.Unsaid = label.Decision;
            label.Decide(decision);
            book.Changed();
        }
    }

    /// <summary>True when it is most likely the first of its kind in this window.</summary>
    private bool Note(Label label, in ValueCursor value, ulong hash)
    {
        bool isNew = label.Seen.Add(hash);
        if (FrequencySketch.IsSampled(hash))
        {
            label.Statistics.CountValue(book.Frequencies.Add(hash));
        }

        if (!isNew || value.Kind != ValueKind.String)
        {
            return isNew;
        }

        label.Statistics.Sample(value.Bytes, hash);
        if (label.Examples.Count < MostExamples)
        {
            label.Examples.Add(ValueMask.Of(value.Bytes));
        }

        label.HasSamples = label.Statistics.HasFirst && label.Examples.Count == MostExamples;
        return true;
    }

    private void CountSampled(Label label, ReadOnlySpan<ulong> hashes)
    {
        // Chosen first, without a branch that nobody can foretell.
        Span<ulong> sampled = stackalloc ulong[PendingNotes.Room];
        int count = 0;
        foreach (ulong hash in hashes)
        {
            sampled[count] = hash;
            count += FrequencySketch.IsSampled(hash) ? 1 : 0;
        }

        foreach (ulong hash in sampled[..count])
        {
            label.Statistics.CountValue(book.Frequencies.Add(hash));
        }
    }

    /// <summary>Whether shapes, or a policy's templates, act on the label's values.</summary>
    private bool IsTransformed(Label label) =>
        label.Policy?.Action == LabelAction.Normalise || (label.Policy is null && !label.IsExempt && _options.Automatic);

    /// <summary>What holds for all values of the label.</summary>
    private static LabelAction WholeOf(Label label, LabelDecision decision) =>
        label.Policy?.Action ?? (decision.IsStatistical ? decision.Action : LabelAction.Keep);

    /// <summary>What the policy's template or the value's shape makes of it, whatever else was decided.</summary>
    private Verdict Transform(Label label, in ValueCursor value, ValueShape form, bool learns, out ValueShape shape)
    {
        shape = ValueShape.None;
        if (!IsTransformed(label))
        {
            return Verdict.Keep;
        }

        bool normalises = label.Policy?.Action == LabelAction.Normalise;
        LabelAction action = normalises ? LabelAction.Normalise : _options.Shapes.Of(form);
        if (action == LabelAction.Keep || (form == ValueShape.None && !(normalises && value.Kind == ValueKind.String)))
        {
            return Verdict.Keep;
        }

        if (form is ValueShape.Path or ValueShape.Statement or ValueShape.None)
        {
            if (!WriteTemplate(label, form, learns, value.Bytes))
            {
                return Verdict.Keep;
            }
        }
        else
        {
            TemplateText.Id.CopyTo(_room);
            _written = TemplateText.Id.Length;
        }

        shape = form;
        return action == LabelAction.Drop ? Verdict.Drop : Verdict.Template;
    }

    /// <summary>False when the template is the value itself.</summary>
    private bool WriteTemplate(Label label, ValueShape form, bool learns, ReadOnlySpan<byte> value)
    {
        TemplateText output = new(_room);
        LearnedPlaces? learned = learns && form != ValueShape.None ? PlacesOf(label) : null;
        int ids = label.Places?.Ids ?? 0;
        switch (form)
        {
            case ValueShape.Path:
                int segments = PathShape.SegmentsOf(value, out byte separator);
                PathTemplate.Write(value, segments, separator, learned, ref output);
                break;
            case ValueShape.Statement:
                StatementTemplate.Write(value, learned, ref output);
                break;
            default:
                IdSegment.Write(value, default, ref output);
                break;
        }

        _written = output.Length;
        if (label.Places is { } places && places.Ids != ids)
        {
            label.ForgetVerdicts();
            book.Changed();
        }

        return !output.Written.SequenceEqual(value);
    }

    private LearnedPlaces PlacesOf(Label label) =>
        label.Places ??= new LearnedPlaces(book.Seed, _options.MaxNamesPerPlace, book.Places);

    private void NoteShape(Label label, ValueShape shape, DateTimeOffset now)
    {
        label.Statistics.CountShape(shape);
        if (label.Policy is null && label.Decision.Rule == DecisionRule.None)
        {
            label.Decide(new LabelDecision(_options.Shapes.Of(shape), DecisionRule.Shape, shape, now, ShapeNames.Evidence(shape)));
            book.Changed();
        }
    }

    /// <summary>Decisions that hold for all values of the label.</summary>
    private Verdict Cap(Label label, Verdict verdict, ulong left)
    {
        switch (WholeOf(label, label.Decision))
        {
            case LabelAction.Drop:
                return Verdict.Drop;
            case LabelAction.Limit:
                return Admit(label, left) ? verdict : Verdict.Other;
            default:
                return verdict;
        }
    }

    /// <summary>True when the value has a place under the label's limit, or gets one.</summary>
    private bool Admit(Label label, ulong value)
    {
        label.Admitted ??= book.TakeLimit(label.Policy?.Limit ?? _options.MaxDistinct);
        int count = label.Admitted?.Count ?? 0;
        bool isAdmitted = label.Admitted?.Admit(value) == true;
        if (label.Admitted?.Count > count)
        {
            book.Changed();
        }

        return isAdmitted;
    }
}
