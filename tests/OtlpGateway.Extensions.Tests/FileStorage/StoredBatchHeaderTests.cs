// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Extensions.FileStorage;
using OtlpGateway.Pipeline.Batches;
using OtlpGateway.Testing.Delivery;
using OtlpGateway.Wire.Otlp;
using Xunit;

namespace OtlpGateway.Extensions.Tests.FileStorage;

public sealed class StoredBatchHeaderTests
{
    [Fact]
    public void Write_AnyBatch_IsTheFrozenLayout()
    {
        using TelemetryBatch batch = Sample();

        Assert.Equal(
            "01" + "03" + "02000000" + "01000000" + "0000000000000000" + "0100000000000000"
            + "04000000" + "68747470" + "00000000" + "01000000" + "01000000" + "6B" + "01000000" + "01000000" + "76" + "00000000",
            Convert.ToHexString(StoredBatchHeader.Write(batch)));
    }

    [Fact]
    public void TryRead_CutAnywhere_IsRefused()
    {
        using TelemetryBatch batch = Sample();
        byte[] bytes = StoredBatchHeader.Write(batch);
        Assert.True(StoredBatchHeader.TryRead(bytes, out _));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(StoredBatchHeader.TryRead(bytes.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void TryRead_AnyByteChanged_NeverThrowsAndKnowsAnotherVersion()
    {
        using TelemetryBatch batch = Sample();
        byte[] bytes = StoredBatchHeader.Write(batch);
        for (int i = 0; i < bytes.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. bytes];
                changed[i] = (byte)value;
                bool read = StoredBatchHeader.TryRead(changed, out _);
                Assert.False(read && i == 0 && value != 1);
            }
        }
    }

    private static TelemetryBatch Sample()
    {
        var client = new ClientContext
        {
            Transport = "http",
            Metadata = new Dictionary<string, IReadOnlyList<string>> { ["k"] = ["v"] },
        };
        return new BatchFactory().Make(Signal.Logs, items: 2, client);
    }
}
