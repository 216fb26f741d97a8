// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Detection.Shapes;
using Xunit;

namespace OtlpGateway.Detection.Tests;

public sealed class UuidTests
{
    private const string Sample = "550e8400-e29b-41D4-a716-446655440000";

    [Fact]
    public void MatchAt_AnyByteInAnyPlace_MatchesDigitsAndHyphensWhereTheyBelong()
    {
        byte[] text = Encoding.ASCII.GetBytes($"/{Sample}/");
        for (int at = 0; at < Uuid.Length; at++)
        {
            byte original = text[1 + at];
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                text[1 + at] = (byte)value;
                bool fits = Sample[at] == '-' ? value == '-' : char.IsAsciiHexDigit((char)value);
                Assert.Equal(fits ? Uuid.Length : 0, Uuid.MatchAt(text, 1));
            }

            text[1 + at] = original;
        }

        Assert.Equal(Uuid.Length, Uuid.MatchAt(text, 1));
    }
}
