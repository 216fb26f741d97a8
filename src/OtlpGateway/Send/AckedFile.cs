// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Send;

/// <summary>
/// A line for each acknowledged request, handed to the operating system before the next request is made:
/// <c>signal run first count rejected</c>. The run is the first half of the trace ids; the counters first to first + count - 1
/// are the span ids (traces), and the second half of <c>log.record.uid</c> (logs). Thread-safe.
/// </summary>
internal sealed class AckedFile : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly string _run;

    public AckedFile(string path, ReadOnlySpan<byte> run)
    {
        // Unbuffered: what was written survives the process.
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _run = Convert.ToHexStringLower(run);
    }

    public void Append(Signal signal, BatchRange range, long rejected)
    {
        byte[] line = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{SignalNames.Of(signal)} {_run} {range.First} {range.Count} {rejected}\n"));
        lock (_lock)
        {
            _file.Write(line);
        }
    }

    public void Dispose() => _file.Dispose();
}
