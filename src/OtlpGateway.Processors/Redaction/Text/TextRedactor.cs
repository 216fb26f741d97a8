// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Detection;
using OtlpGateway.Detection.Scan;
using OtlpGateway.Processors.Redaction.Options;
using OtlpGateway.Processors.Redaction.Sanitizers;
using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>
/// Redacts one text at a time: allowed values, then blocked values, the sanitizers, and last the detectors on what is left.
/// A clean text costs a look at its characters, and is not copied. One thread at a time.
/// </summary>
internal sealed class TextRedactor(RedactionPlan plan, MatchCounts counts) : IDisposable
{
    /// <summary>What is longer is not kept for the next request.</summary>
    public const int MostKeptBytes = 64 << 10;

    private readonly PatternMasker _patterns = new(plan);
    private readonly CleanTexts? _clean = plan.HasPatterns ? new CleanTexts() : null;
    private ProtobufWriter _result = new(512);
    private ProtobufWriter _other = new(512);

    /// <summary>The new text behind <see cref="TextVerdict.Changed"/>; valid until the next text.</summary>
    public ReadOnlySpan<byte> Result => _result.WrittenSpan;

    /// <summary>Whether the last text had a match for which its item goes.</summary>
    public bool WantsDrop { get; private set; }

    /// <summary>Runs everything that the plan has for a text.</summary>
    /// <param name="text">In UTF-8; not <see cref="Result"/>.</param>
    /// <param name="sanitizers">The sanitizers that apply at the text's place.</param>
    /// <param name="canDrop">False where the text is no attribute: what would drop one masks.</param>
    public TextVerdict Redact(ReadOnlySpan<byte> text, SanitizerSet sanitizers, bool canDrop)
    {
        return plan.HasPatterns || sanitizers != SanitizerSet.None ? RedactInTurn(text, sanitizers, canDrop) : Detect(text, canDrop);
    }

    /// <summary>Runs the detectors alone, on bytes that need be no text.</summary>
    public TextVerdict Detect(ReadOnlySpan<byte> bytes, bool canDrop = true)
    {
        Detectors candidates = Prefilter.Candidates(bytes, plan.Detectors);
        return candidates == Detectors.None ? TextVerdict.Clean : Replace(bytes, candidates, canDrop);
    }

    /// <summary>Runs sanitizers alone. True when the text changed.</summary>
    public bool Sanitize(ReadOnlySpan<byte> text, SanitizerSet sanitizers) => !SanitizeAll(text, sanitizers).SequenceEqual(text);

    /// <summary>Replaces a whole text, as a blocked key demands. <see cref="Result"/> is what stands for it.</summary>
    public TextVerdict Mask(ReadOnlySpan<byte> text)
    {
        if (plan.AllowedValues.Length > 0)
        {
            _patterns.Load(text);
            if (_patterns.IsAllowed())
            {
                return TextVerdict.Allowed;
            }
        }

        _result.Clear();
        WriteReplacement(text, plan.Hash is not null, _result);
        return TextVerdict.Changed;
    }

    /// <summary>Whether the text is exempt.</summary>
    public bool IsAllowed(ReadOnlySpan<byte> text)
    {
        if (plan.AllowedValues.Length == 0)
        {
            return false;
        }

        _patterns.Load(text);
        return _patterns.IsAllowed();
    }

    /// <summary>Lets go of what a huge text made it hold.</summary>
    public void Trim()
    {
        _patterns.Trim();
        Trim(_result);
        Trim(_other);
    }

    public void Dispose()
    {
        _patterns.Dispose();
        _result.Dispose();
        _other.Dispose();
    }

    private static void Trim(ProtobufWriter writer)
    {
        if (writer.Length > MostKeptBytes)
        {
            writer.Detach(512).Dispose();
        }
    }

    private TextVerdict RedactInTurn(ReadOnlySpan<byte> text, SanitizerSet sanitizers, bool canDrop)
    {
        ReadOnlySpan<byte> current = text;
        WantsDrop = false;
        int place = -1;
        if (_clean is not null && !_clean.Contains(text, out place))
        {
            _patterns.Load(text);
            if (_patterns.IsAllowed())
            {
                return TextVerdict.Allowed;
            }

            if (_patterns.Mask())
            {
                _result.Clear();
                _patterns.WriteTo(_result);
                counts.Patterns++;
                current = _result.WrittenSpan;
                place = -1;
            }
        }

        if (sanitizers != SanitizerSet.None)
        {
            current = SanitizeAll(current, sanitizers);
        }

        // What a pattern or a sanitizer made of a text may be what it was.
        TextVerdict verdict = Detect(current, canDrop);
        if (verdict != TextVerdict.Clean)
        {
            return verdict;
        }

        if (!current.SequenceEqual(text))
        {
            return TextVerdict.Changed;
        }

        _clean?.Keep(text, place);
        return TextVerdict.Clean;
    }

    private ReadOnlySpan<byte> SanitizeAll(ReadOnlySpan<byte> text, SanitizerSet sanitizers)
    {
        ReadOnlySpan<byte> current = text;
        for (SanitizerSet one = SanitizerSet.Url; one <= SanitizerSet.Json; one = (SanitizerSet)((int)one << 1))
        {
            if ((sanitizers & one) == 0)
            {
                continue;
            }

            _other.Clear();
            if (Sanitizer.TrySanitize(one, current, _other))
            {
                counts.Sanitized++;
                (_result, _other) = (_other, _result);
                current = _result.WrittenSpan;
            }
        }

        return current;
    }

    private TextVerdict Replace(ReadOnlySpan<byte> text, Detectors candidates, bool canDrop)
    {
        var scan = new DetectionScan(text, candidates);
        if (!scan.MoveNext())
        {
            return TextVerdict.Clean;
        }

        _other.Clear();
        WantsDrop = false;
        int copied = 0;
        do
        {
            Detection.Detection found = scan.Current;
            DetectorAction action = plan.ActionOf(found.Kind);
            counts.Add(found.Kind);
            WantsDrop |= action == DetectorAction.DropItem;
            if (canDrop && action >= DetectorAction.DropAttribute)
            {
                return action == DetectorAction.DropItem ? TextVerdict.DropItem : TextVerdict.DropAttribute;
            }

            _other.WriteRaw(text[copied..found.Start]);
            WriteReplacement(text.Slice(found.Start, found.Length), action == DetectorAction.Hash, _other);
            copied = found.End;
        }
        while (scan.MoveNext());
        _other.WriteRaw(text[copied..]);
        (_result, _other) = (_other, _result);
        return TextVerdict.Changed;
    }

    private void WriteReplacement(ReadOnlySpan<byte> match, bool hashes, ProtobufWriter destination)
    {
        if (!hashes || plan.Hash is null)
        {
            destination.WriteRaw(RedactionPlan.MaskBytes);
            return;
        }

        destination.Advance(plan.Hash.Write(match, destination.GetSpan(MatchHash.MaxLength)));
    }
}
