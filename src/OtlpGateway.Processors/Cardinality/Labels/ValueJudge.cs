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
    private int _written;

    /// <summary>The template that was written last.</summary>
    public ReadOnlySpan<byte> Written => _room.AsSpan(0, _written);

    /// <param name="hash">Of the value.</param>
    /// <param name="epoch">Where templates are kept.</param>
    /// <param name="now">The time of the batch.</param>
    /// <param name="template">The number of the value's template.</param>
    public Verdict Judge(Label label, in ValueCursor value, ulong hash, Epoch epoch, DateTimeOffset now, out int template)
    {
        lock (label.Gate)
        {
            template = 0;
            Verdict verdict = Transform(label, value, learns: true, out ValueShape shape);
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
        _ => Transform(label, value, learns: false, out _),
    };

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

        return true;
    }

    /// <summary>What the policy's template or the value's shape makes of it, whatever else was decided.</summary>
    private Verdict Transform(Label label, in ValueCursor value, bool learns, out ValueShape shape)
    {
        shape = ValueShape.None;
        bool normalises = label.Policy?.Action == LabelAction.Normalise;
        if (!normalises && (label.Policy is not null || label.IsExempt || !_options.Automatic))
        {
            return Verdict.Keep;
        }

        ValueShape form = value.Kind switch
        {
            ValueKind.String => ValueShapes.Of(value.Bytes),
            ValueKind.Int => DigitShape.Of(value.Int),
            _ => ValueShape.None,
        };
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
        LabelDecision decision = label.Decision;
        LabelAction action = label.Policy?.Action ?? (decision.IsStatistical ? decision.Action : LabelAction.Keep);
        switch (action)
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
