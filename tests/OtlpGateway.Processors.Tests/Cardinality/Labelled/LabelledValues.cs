// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using OtlpGateway.Processors.Cardinality.Shapes;

namespace OtlpGateway.Processors.Tests.Cardinality.Labelled;

/// <summary>
/// Values with the shape that they have. Those with a shape are made by rule, each form that is in use in the same number;
/// those without one were written by hand (<see cref="PlainValues"/>), since what is nearly a shape cannot be made by rule.
/// </summary>
internal static class LabelledValues
{
    private const int EachForm = 40;

    public static IReadOnlyList<LabelledValue> All { get; } = [.. Make()];

    private static IEnumerable<LabelledValue> Make()
    {
        Random random = new(2026);
        foreach ((ValueShape shape, Func<Random, string> form) in Forms())
        {
            for (int i = 0; i < EachForm; i++)
            {
                yield return new LabelledValue(form(random), shape);
            }
        }

        foreach (string plain in PlainValues.All)
        {
            yield return new LabelledValue(plain, ValueShape.None);
        }
    }

    private static IEnumerable<(ValueShape Shape, Func<Random, string> Form)> Forms() =>
    [
        (ValueShape.Uuid, random => Uuid(random)),
        (ValueShape.Uuid, random => Uuid(random).ToUpperInvariant()),
        (ValueShape.Uuid, random => Guid.CreateVersion7(Instant(random)).ToString()),
        (ValueShape.Email, random => $"{Word(random)}.{Word(random)}@{Word(random)}.com"),
        (ValueShape.Email, random => $"{Word(random)}{random.Next(100)}+{Word(random)}@mail.{Word(random)}.co.uk"),
        (ValueShape.Email, random => $"{Word(random)}_{random.Next(1000)}@{Word(random)}-{Word(random)}.io"),
        (ValueShape.Ip, random => Ipv4(random)),
        (ValueShape.Ip, random => $"{Ipv4(random)}:{random.Next(1024, 65536)}"),
        (ValueShape.Ip, random => $"{Ipv4(random)}/{random.Next(8, 33)}"),
        (ValueShape.Ip, random => Ipv6(random).ToString()),
        (ValueShape.Ip, random => $"[{Ipv6(random)}]:{random.Next(1024, 65536)}"),
        (ValueShape.Timestamp, random => Instant(random).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Instant(random).ToString("O", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Instant(random).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Instant(random).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Instant(random).ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Instant(random).ToString("R", CultureInfo.InvariantCulture)),
        (ValueShape.Timestamp, random => Text($"{Instant(random).ToUnixTimeSeconds()}")),
        (ValueShape.Timestamp, random => Text($"{Instant(random).ToUnixTimeMilliseconds()}")),
        (ValueShape.Timestamp, random => Text($"{Instant(random).ToUnixTimeSeconds()}.{random.Next(1_000_000):D6}")),
        (ValueShape.LongDigits, random => Digits(random, 9)),
        (ValueShape.LongDigits, random => Digits(random, 12)),
        (ValueShape.LongDigits, random => Digits(random, 15)),
        (ValueShape.LongDigits, random => Digits(random, 22)),
        (ValueShape.Hex, random => Hex(random, 8)),
        (ValueShape.Hex, random => Hex(random, 16)),
        (ValueShape.Hex, random => Hex(random, 20)),
        (ValueShape.Hex, random => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(Word(random) + random.Next())))),
        (ValueShape.Hex, random => "0x" + Hex(random, 8)),
        (ValueShape.Hex, random => string.Join(':', Enumerable.Range(0, 6).Select(_ => Hex(random, 1)))),
        .. Paths(),
        .. Statements(),
    ];

    private static IEnumerable<(ValueShape Shape, Func<Random, string> Form)> Paths() =>
    [
        (ValueShape.Path, random => Text($"/{Word(random)}s/{random.Next(1, 1_000_000)}")),
        (ValueShape.Path, random => Text($"/api/v1/{Word(random)}s/{Uuid(random)}/{Word(random)}")),
        (ValueShape.Path, random => Text($"/users/{Word(random)}{random.Next(1, 10_000)}/orders/{random.Next(1, 10_000)}")),
        (ValueShape.Path, random => Text($"/var/tmp/session-{random.Next(1, 1_000_000)}/{Word(random)}.part")),
        (ValueShape.Path, random => Text($"/var/log/{Word(random)}-{Instant(random):yyyy-MM-dd}.log")),
        (ValueShape.Path, random => Text($"/data/{Word(random)}_{random.Next(1000, 10_000_000)}.csv")),
        (ValueShape.Path, random => Text($"/commits/{Hex(random, 20)}")),
        (ValueShape.Path, random => Text($"https://{Word(random)}.example.com/items/{random.Next(1, 100_000)}?page={random.Next(1, 9)}")),
        (ValueShape.Path, random => Text($@"C:\Users\{Word(random)}\Temp\tmp{random.Next(1000, 99_999)}.dat")),
        (ValueShape.Path, random => Text($"/mail/{Word(random)}@{Word(random)}.com/inbox")),
    ];

    private static IEnumerable<(ValueShape Shape, Func<Random, string> Form)> Statements() =>
    [
        (ValueShape.Statement, random => Text($"SELECT * FROM {Word(random)}s WHERE id = {random.Next(1, 1_000_000)}")),
        (ValueShape.Statement, random => Text($"select {Word(random)} from {Word(random)} where name = '{Word(random)}' limit 10")),
        (ValueShape.Statement, random => Text($"SELECT a FROM {Word(random)} WHERE id IN ({string.Join(", ", Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(1000)))})")),
        (ValueShape.Statement, random => Text($"INSERT INTO {Word(random)} (a, b) VALUES ({random.Next(100)}, '{Word(random)}')")),
        (ValueShape.Statement, random => Text($"UPDATE {Word(random)} SET email = '{Word(random)}@{Word(random)}.com' WHERE id = {random.Next(100)}")),
        (ValueShape.Statement, random => Text($"DELETE FROM {Word(random)} WHERE created < '{Instant(random):yyyy-MM-dd}'")),
    ];

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string Word(Random random)
    {
        string[] words =
            ["order", "user", "invoice", "customer", "report", "account", "cart", "item", "product", "ticket", "review", "payment", "message", "device", "tenant"];
        return words[random.Next(words.Length)];
    }

    private static string Uuid(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    /// <summary>Public and private ones, as networks have them.</summary>
    private static string Ipv4(Random random) => random.Next(3) switch
    {
        0 => Text($"10.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}"),
        1 => Text($"192.168.{random.Next(256)}.{random.Next(1, 255)}"),
        _ => Text($"{random.Next(11, 224)}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}"),
    };

    private static IPAddress Ipv6(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        (bytes[0], bytes[1]) = (0x20, 0x01);
        bytes.AsSpan(4, random.Next(9)).Clear();
        return new IPAddress(bytes);
    }

    private static DateTimeOffset Instant(Random random) => DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(1_500_000_000_000, 1_900_000_000_000));

    private static string Digits(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(place => (char)('0' + (place == 0 ? random.Next(2, 10) : random.Next(10)))));

    private static string Hex(Random random, int bytes)
    {
        byte[] value = new byte[bytes];
        random.NextBytes(value);
        return Convert.ToHexStringLower(value);
    }
}
