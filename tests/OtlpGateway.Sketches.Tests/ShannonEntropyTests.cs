// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class ShannonEntropyTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("aaaa", 0)]
    [InlineData("ab", 1)]
    [InlineData("aabb", 1)]
    [InlineData("abcd", 2)]
    [InlineData("aaab", 0.811278)]
    public void BitsPerByte_KnownValues_IsTheEntropy(string value, double expected) =>
        Assert.Equal(expected, ShannonEntropy.BitsPerByte(Encoding.ASCII.GetBytes(value)), precision: 6);
}
