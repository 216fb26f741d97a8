// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Clients.Http;

/// <summary>Encoders that wait to be used again, which saves their tables; a bounded number, the rest is let go. Thread-safe.</summary>
internal sealed class EncoderPool<T>(Func<T> create)
    where T : class
{
    private const int MostKept = 16;

    private readonly Lock _lock = new();
    private readonly Stack<T> _idle = new();

    public T Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out T? idle))
            {
                return idle;
            }
        }

        return create();
    }

    public void Return(T encoder)
    {
        lock (_lock)
        {
            if (_idle.Count < MostKept)
            {
                _idle.Push(encoder);
                return;
            }
        }

        (encoder as IDisposable)?.Dispose();
    }
}
