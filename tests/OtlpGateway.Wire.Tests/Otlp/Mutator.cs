// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Tests.Otlp;

/// <summary>Damages bytes at random; the same seed does the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[] Telling = [0x00, 0x01, 0x07, 0x0A, 0x12, 0x7F, 0x80, 0xFF, 0x0B, 0x0C];

    private readonly Random _random = new(seed);

    internal byte[] Mutate(byte[] original)
    {
        var bytes = new List<byte>(original);
        for (int left = 1 + _random.Next(4); left > 0; left--)
        {
            Mutate(bytes);
        }

        return [.. bytes];
    }

    private void Mutate(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)_random.Next(256));
            return;
        }

        int at = _random.Next(bytes.Count);
        int length = Math.Min(_random.Next(1, 20), bytes.Count - at);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes[at] = Telling[_random.Next(Telling.Length)];
                break;
            case 3:
                bytes[at]++;
                break;
            case 4:
                bytes[at]--;
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.InsertRange(_random.Next(bytes.Count), bytes.GetRange(at, length));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
