// SPDX-License-Identifier: Apache-2.0

using OpenTelemetry.Proto.Metrics.V1;
using OtlpGateway.Processors.Reaggregate;
using Xunit;
using static OtlpGateway.Processors.Tests.Reaggregate.StateDriver;

namespace OtlpGateway.Processors.Tests.Reaggregate;

public sealed class SnapshotTests
{
    [Fact]
    public void Restore_GoesOnAsIfNothingHadHappened()
    {
        StateDriver driver = Filled();
        driver.State.LogPartitions = 12;
        byte[] before = driver.Snapshot();
        Metric shown = driver.EmitMetric();
        driver.Restart();

        Assert.Equal(before, driver.Snapshot());
        Assert.Equal(12, driver.State.LogPartitions);
        Assert.Equal(shown, driver.EmitMetric());
        driver.Ingest(Counter(Point(1, 1, 3, 12)));
        Assert.Equal(32.5, driver.EmitPoint().AsDouble);
    }

    [Fact]
    public void Snapshot_WhateverWasWritten_IsTheSame()
    {
        StateDriver driver = Filled();
        byte[] before = driver.Snapshot();
        driver.Now = 1000;
        driver.Emit();

        Assert.Equal(before, driver.Snapshot());
    }

    [Fact]
    public void Restore_SeriesThatWasShownBefore_IsEnded()
    {
        StateDriver driver = Filled();
        driver.EmitPoint();
        driver.Restart();
        driver.Now = 1000;

        Assert.Equal(1U, driver.EmitPoint().Flags);
    }

    [Fact]
    public void Restore_AnyBitIsWrong_Refused()
    {
        byte[] snapshot = Filled().Snapshot();
        for (int i = 0; i < snapshot.Length; i++)
        {
            byte[] damaged = [.. snapshot];
            damaged[i] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => ReaggregateState.Restore(damaged, new ReaggregateSettings()));
        }
    }

    [Fact]
    public void Restore_CutAnywhere_Refused()
    {
        byte[] snapshot = Filled().Snapshot();
        for (int length = 0; length < snapshot.Length; length++)
        {
            byte[] cut = snapshot[..length];
            Assert.Throws<InvalidDataException>(() => ReaggregateState.Restore(cut, new ReaggregateSettings()));
        }
    }

    [Fact]
    public void Restore_OtherVersion_SaysSo()
    {
        byte[] snapshot = Filled().Snapshot();
        snapshot[4] = 99;

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => ReaggregateState.Restore(snapshot, new ReaggregateSettings()));
        Assert.Contains("version 99", refusal.Message, StringComparison.Ordinal);
    }

    private static StateDriver Filled()
    {
        StateDriver driver = new();
        driver.Ingest(Counter(Point(1, 1, 2, 10), Point(2, 1, 2, 20.5)));
        return driver;
    }
}
