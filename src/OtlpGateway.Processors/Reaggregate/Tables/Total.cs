// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Reaggregate.Tables;

/// <summary>
/// A sum that neither forgets small increments nor dips: integers are added as integers, all else as an unevaluated sum of
/// two doubles, of which the higher is the nearest double to the whole.
/// </summary>
internal struct Total
{
    public long Integer;
    public double High;
    public double Low;

    public readonly double Value => Integer == 0 ? High : Integer + High;

    public void Add(long value)
    {
        long sum = unchecked(Integer + value);
        if (((Integer ^ sum) & (value ^ sum)) < 0)
        {
            Add((double)Integer);
            sum = value;
        }

        Integer = sum;
    }

    public void Add(double value)
    {
        double sum = High + value;
        if (!double.IsFinite(sum))
        {
            (High, Low) = (sum, 0);
            return;
        }

        double part = sum - High;
        double error = (High - (sum - part)) + (value - part);
        error += Low;
        High = sum + error;
        Low = error - (High - sum);
    }

    /// <summary>Adds the exact difference of two values.</summary>
    public void AddDifference(double value, double before)
    {
        double difference = value - before;
        double part = difference - value;
        Add(difference);
        Add((value - (difference - part)) - (before + part));
    }
}
