// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace OtlpGateway.Sketches.Tests;

public sealed class WindowedDistinctTests
{
    [Fact]
    public void Estimate_AfterRotations_IsOfTheLastTwoWindows()
    {
        WindowedDistinct windows = new(10);
        Add(windows, 0, 200);
        Assert.Equal(200, Math.Round(windows.Estimate()));
        windows.Rotate();
        Add(windows, 0, 50);
        Assert.Equal((50, 200, 200), (Math.Round(windows.Current()), Math.Round(windows.Previous()), Math.Round(windows.Estimate())));
        windows.Rotate();
        Assert.Equal((0, 50, 50), (Math.Round(windows.Current()), Math.Round(windows.Previous()), Math.Round(windows.Estimate())));
        windows.Rotate();
        Assert.Equal(0, windows.Estimate());
    }

    [Fact]
    public void MergeFrom_Another_MergesWindowByWindow()
    {
        WindowedDistinct first = new(10);
        Add(first, 0, 100);
        first.Rotate();
        Add(first, 0, 10);
        WindowedDistinct second = new(10);
        Add(second, 50, 100);
        second.MergeFrom(first);

        Assert.Equal((110, 100), (Math.Round(second.Current()), Math.Round(second.Previous())));
    }

    private static void Add(WindowedDistinct windows, int first, int count)
    {
        for (int value = first; value < first + count; value++)
        {
            windows.Add(HyperLogLogTests.HashOf(value));
        }
    }
}
