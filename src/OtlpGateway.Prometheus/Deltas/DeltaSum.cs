// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>The total of a sum.</summary>
internal sealed class DeltaSum : DeltaStream
{
    public double Value { get; private set; }

    public void Add(DeltaVerdict verdict, double delta, in DeltaTime time)
    {
        if (verdict == DeltaVerdict.Add)
        {
            Value += delta;
            Touch(time);
        }
    }
}
