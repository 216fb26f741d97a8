// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using OtlpGateway.Pipeline.Components;
using OtlpGateway.Pipeline.Files;

namespace OtlpGateway.Clients.Files;

/// <summary>
/// A value made of a small file, such as a token or a list of passwords, made anew when the file changes. Looked at when
/// asked for and at most once a second, so no timer runs. A file that went bad keeps the last good value and is logged.
/// Thread-safe.
/// </summary>
public sealed class WatchedFile<T>
    where T : class
{
    /// <summary>Most that such a file holds.</summary>
    private const long MaxBytes = 4 << 20;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string _option;
    private readonly string _file;
    private readonly Func<string, T> _parse;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FileStamps _stamps;
    private readonly Lock _lock = new();
    private long _lookedAt;
    private volatile T _value;

    /// <param name="option">The configuration path of the option that names the file.</param>
    /// <param name="parse">Throws <see cref="FormatException"/> for a text that is no such value, without showing it.</param>
    /// <exception cref="ComponentStartException">The file cannot be read, or is not what it should be.</exception>
    public WatchedFile(string option, string file, Func<string, T> parse, TimeProvider time, ILogger logger)
    {
        _option = option;
        _file = file;
        _parse = parse;
        _time = time;
        _logger = logger;
        _stamps = new FileStamps(file);
        _lookedAt = time.GetTimestamp();
        _value = Read();
    }

    /// <summary>The value of the file as it is now, or as it was when it was last good.</summary>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_lookedAt) >= LookInterval)
                {
                    _lookedAt = _time.GetTimestamp();
                    RenewIfChanged();
                }
            }

            return _value;
        }
    }

    private void RenewIfChanged()
    {
        if (!_stamps.Changed())
        {
            return;
        }

        try
        {
            _value = Read();
            ClientsLog.FileReloaded(_logger, _option, _file);
        }
        catch (ComponentStartException e)
        {
            ClientsLog.FileReloadFailed(_logger, e.Message);
        }
    }

    private T Read()
    {
        try
        {
            return new FileInfo(_file).Length <= MaxBytes
                ? _parse(File.ReadAllText(_file))
                : throw new ComponentStartException($"{_option}: {_file} is larger than {MaxBytes} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new ComponentStartException($"{_option}: cannot use {_file}: {e.Message}", e);
        }
    }
}
