// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Compression.Tests;

/// <summary>Bytes to compress, the same in every run.</summary>
internal static class SampleBytes
{
    internal static byte[] Of(string kind, int length)
    {
        Random random = new(length);
        byte[] bytes = new byte[length];
        switch (kind)
        {
            case "random":
                random.NextBytes(bytes);
                break;
            case "text":
                FillText(bytes, random);
                break;
            case "far":
                // Repeats itself only at a distance that LZ4's offset just reaches, and just does not.
                random.NextBytes(bytes.AsSpan(0, Math.Min(length, 65_535)));
                for (int i = 65_535; i < length; i++)
                {
                    bytes[i] = bytes[i - (i % 2000 < 1000 ? 65_535 : 65_534)];
                }

                break;
        }

        return bytes;
    }

    private static void FillText(byte[] bytes, Random random)
    {
        string[] words = ["http.method", "GET", "service.name", "checkout", "/users/", "200", "k8s.pod.name", "\n"];
        int at = 0;
        while (at < bytes.Length)
        {
            byte[] word = Encoding.UTF8.GetBytes(words[random.Next(words.Length)] + random.Next(1000));
            int take = Math.Min(word.Length, bytes.Length - at);
            word.AsSpan(0, take).CopyTo(bytes.AsSpan(at));
            at += take;
        }
    }
}
