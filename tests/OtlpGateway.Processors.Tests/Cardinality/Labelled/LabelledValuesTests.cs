// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Processors.Cardinality.Shapes;
using OtlpGateway.Processors.Cardinality.Templates;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality.Labelled;

/// <summary>How well shapes are told, over all labelled values. What is found wrong is in the message.</summary>
public sealed class LabelledValuesTests(ITestOutputHelper output)
{
    private const double LeastPrecision = 0.99;
    private const double LeastRecall = 0.97;

    [Fact]
    public void All_IsLargeEnough_AndHasNearMisses()
    {
        Assert.True(LabelledValues.All.Count >= 2000, $"{LabelledValues.All.Count} values");
        Assert.True(PlainValues.All.Count >= 500, $"{PlainValues.All.Count} without a shape");
    }

    [Theory]
    [InlineData((int)ValueShape.Uuid)]
    [InlineData((int)ValueShape.Email)]
    [InlineData((int)ValueShape.Ip)]
    [InlineData((int)ValueShape.Timestamp)]
    [InlineData((int)ValueShape.LongDigits)]
    [InlineData((int)ValueShape.Hex)]
    [InlineData((int)ValueShape.Path)]
    [InlineData((int)ValueShape.Statement)]
    public void Of_LabelledValues_IsPreciseAndComplete(int number)
    {
        ValueShape shape = (ValueShape)number;
        List<string> missed = [];
        List<string> wrong = [];
        int found = 0;
        foreach (LabelledValue labelled in LabelledValues.All)
        {
            ValueShape told = Tell(labelled.Value);
            found += told == shape && labelled.Shape == shape ? 1 : 0;
            if (told == shape && labelled.Shape != shape)
            {
                wrong.Add(labelled.Value);
            }
            else if (told != shape && labelled.Shape == shape)
            {
                missed.Add(labelled.Value);
            }
        }

        double precision = (double)found / (found + wrong.Count);
        double recall = (double)found / (found + missed.Count);
        string report = string.Create(
            CultureInfo.InvariantCulture,
            $"{ShapeNames.Of(shape)}: {found} found, precision {precision:F4}, recall {recall:F4}; wrong: {string.Join(" | ", wrong)}; missed: {string.Join(" | ", missed)}");
        output.WriteLine(report);
        Assert.True(precision >= LeastPrecision && recall >= LeastRecall, report);
    }

    /// <summary>As the processor does: a path or statement counts when its template is another one.</summary>
    private static ValueShape Tell(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        TemplateText template = new(new byte[TemplateText.MaxLength]);
        ValueShape shape = ValueShapes.Of(bytes);
        switch (shape)
        {
            case ValueShape.Path:
                PathTemplate.Write(bytes, PathShape.SegmentsOf(bytes, out byte separator), separator, null, ref template);
                break;
            case ValueShape.Statement:
                StatementTemplate.Write(bytes, null, ref template);
                break;
            default:
                return shape;
        }

        return template.Written.SequenceEqual(bytes) ? ValueShape.None : shape;
    }
}
