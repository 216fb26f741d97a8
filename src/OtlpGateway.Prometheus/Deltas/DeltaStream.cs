// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Prometheus.Deltas;

/// <summary>The total of one stream of deltas.</summary>
internal abstract class DeltaStream
{
    /// <summary>When the first delta that counts began; 0 when unknown.</summary>
    public ulong StartUnixNano { get; private set; }

    /// <summary>When the last one ended; 0 when there is none.</summary>
    public ulong LastUnixNano { get; private set; }

    /// <summary>When the last one came, in milliseconds.</summary>
    public long LastSeen { get; private set; }

    /// <summary>
    /// As the Collector's <c>deltatocumulative</c> has it: gaps are bridged, since what was counted was counted; what begins
    /// before the total does, or ends before its last delta, is late.
    /// </summary>
    public DeltaVerdict Judge(in DeltaTime time)
    {
        if (LastUnixNano == 0 || (time.TimeUnixNano > LastUnixNano && (time.StartUnixNano == 0 || time.StartUnixNano >= StartUnixNano)))
        {
            return DeltaVerdict.Add;
        }

        return time.TimeUnixNano == LastUnixNano ? DeltaVerdict.Repeat : DeltaVerdict.Late;
    }

    protected void Touch(in DeltaTime time)
    {
        if (LastUnixNano == 0)
        {
            StartUnixNano = time.StartUnixNano;
        }

        LastUnixNano = time.TimeUnixNano;
        LastSeen = time.Now;
    }

    /// <summary>The total begins anew with this delta.</summary>
    protected void Restart(in DeltaTime time) => StartUnixNano = time.StartUnixNano;
}
