// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Log.Partitions;

namespace OtlpGateway.Log.Embedded;

/// <summary>Holds the log below its own limit and leaves the disk its reserve. Thread-safe.</summary>
internal sealed class LogCapacity(EmbeddedLog log, EmbeddedLogSettings settings) : ILogCapacity
{
    private static readonly TimeSpan FreeSpaceInterval = TimeSpan.FromSeconds(1);

    private readonly RefusalNotice _notice = new($"The log in {log.Directory}", settings.Time, settings.Logger);
    private readonly Lock _diskGate = new();
    private long _used;
    private long _checkedAt;
    private bool _diskLow;
    private string _diskProblem = "";

    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>Counts what was found when the log was opened.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _used, bytes);

    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    public bool TryReserve(long bytes, out string refusal)
    {
        bool isReserved = TryTake(bytes, out refusal);
        if (isReserved)
        {
            _notice.Accepted();
        }
        else
        {
            _notice.Refused(refusal);
        }

        return isReserved;
    }

    private bool TryTake(long bytes, out string refusal)
    {
        refusal = "";
        long used = Interlocked.Add(ref _used, bytes);
        long over = log.Options.MaxBytes > 0 ? used - log.Options.MaxBytes : 0;
        bool diskLow = IsDiskLow(out string problem);
        if (problem.Length > 0)
        {
            Release(bytes);
            refusal = $"The disk of the log in {log.Directory} cannot be asked for its free space: {problem} Check the disk; if the directory was removed, restart.";
            return false;
        }

        if (over <= 0 && !diskLow)
        {
            return true;
        }

        long freed = log.FreeFinished(diskLow ? Math.Max(over, bytes) : over);
        if (diskLow ? freed >= bytes && freed >= over : freed >= over)
        {
            return true;
        }

        Release(bytes);
        refusal = diskLow
            ? $"The disk of the log in {log.Directory} has less than {log.Options.MinFreeBytes} bytes free, which are left to others. {log.DescribeSlowest()} Free disk space, or let consumers catch up."
            : $"The log in {log.Directory} holds its {log.Options.MaxBytes} bytes. {log.DescribeSlowest()} Let consumers catch up, or allow more.";
        return false;
    }

    private bool IsDiskLow(out string problem)
    {
        lock (_diskGate)
        {
            long now = settings.Time.GetTimestamp();
            if (_checkedAt == 0 || settings.Time.GetElapsedTime(_checkedAt, now) >= FreeSpaceInterval)
            {
                _checkedAt = now;
                LookAtDisk();
            }

            problem = _diskProblem;
            return _diskLow;
        }
    }

    private void LookAtDisk()
    {
        try
        {
            _diskLow = settings.Files.FreeBytes(log.Directory) < log.Options.MinFreeBytes;
            _diskProblem = "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is written to a directory that is gone would be acknowledged and lost.
            _diskProblem = error.Message;
        }
    }
}
