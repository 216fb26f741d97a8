// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Processors.Reaggregate.Tables;
using Xunit;

namespace OtlpGateway.Processors.Tests.Reaggregate.Tables;

public sealed class ForgottenStreamsTests
{
    private readonly WordArena _words = new();

    [Fact]
    public void MayHaveCounted_KnownStream_OnlyWithAStartBeforeItsLastPoint()
    {
        ForgottenStreams forgotten = new(10, _words, 1000);
        forgotten.Add(Stream(1, 100));
        forgotten.Add(Stream(1, 90));

        Assert.True(forgotten.MayHaveCounted(new Key128(1, 1), 99));
        Assert.False(forgotten.MayHaveCounted(new Key128(1, 1), 100));
        Assert.False(forgotten.MayHaveCounted(new Key128(2, 2), 1));
    }

    [Fact]
    public void Add_MoreThanTwoGenerations_StartDecidesAboutTheOldest()
    {
        ForgottenStreams forgotten = new(10, _words, 1000);
        for (ulong i = 1; i <= 25; i++)
        {
            forgotten.Add(Stream(i, 100 * i, words: 3));
        }

        // The first ten were given up: nobody who began before their last points is counted.
        Assert.Equal((15, 1000UL), (forgotten.Count, forgotten.HorizonUnixNano));
        Assert.True(forgotten.MayHaveCounted(new Key128(77, 77), 999));
        Assert.False(forgotten.MayHaveCounted(new Key128(77, 77), 1000));
        Assert.True(forgotten.MayHaveCounted(new Key128(20, 20), 1999));
        Assert.False(forgotten.MayHaveCounted(new Key128(20, 20), 2000));
        Assert.False(forgotten.TryTake(new Key128(10, 10), ulong.MaxValue, out _));
        Assert.Equal(_words.LiveWords, forgotten.Words);
        Assert.Equal(15 * 4, forgotten.Words);
    }

    [Fact]
    public void TryTake_Known_IsTheStreamAsItWasAndOnlyOnce()
    {
        ForgottenStreams forgotten = new(10, _words, 1000);
        StreamRecord stream = Stream(1, 100, words: 3);
        _words[stream.Block][2] = 7;
        forgotten.Add(stream);

        Assert.False(forgotten.TryTake(stream.Key, stream.StartUnixNano - 1, out _));
        Assert.True(forgotten.TryTake(stream.Key, stream.StartUnixNano, out StreamRecord back));
        Assert.Equal((stream.Key, stream.StartUnixNano, stream.TimeUnixNano, stream.Value, stream.Flags), (back.Key, back.StartUnixNano, back.TimeUnixNano, back.Value, back.Flags));
        Assert.Equal(7UL, _words[back.Block][2]);
        Assert.Equal((0L, 4L), (forgotten.Words, _words.LiveWords));
        Assert.False(forgotten.TryTake(stream.Key, ulong.MaxValue, out _));

        forgotten.Add(back with { TimeUnixNano = 200 });
        Assert.True(forgotten.TryTake(stream.Key, ulong.MaxValue, out back));
        Assert.Equal(200UL, back.TimeUnixNano);
    }

    [Fact]
    public void Add_MoreBucketsThanThereIsRoomFor_TimeAloneIsKept()
    {
        ForgottenStreams forgotten = new(10, _words, maxWords: 8);
        forgotten.Add(Stream(1, 100, words: 3));
        forgotten.Add(Stream(2, 100, words: 5));
        forgotten.Add(Stream(3, 100, words: 3));
        forgotten.Add(Stream(4, 100));

        Assert.Equal((8L, 8L), (forgotten.Words, _words.LiveWords));
        Assert.True(forgotten.MayHaveCounted(new Key128(2, 2), 99));
        Assert.Equal([true, false, true, true], Enumerable.Range(1, 4).Select(i => forgotten.TryTake(new Key128((ulong)i, (ulong)i), ulong.MaxValue, out _)));
    }

    private StreamRecord Stream(ulong key, ulong time, int words = 0) => new()
    {
        Key = new Key128(key, key),
        StartUnixNano = 50,
        TimeUnixNano = time,
        Value = 11 * key,
        Flags = StreamFlags.IsCumulative | StreamFlags.IsInteger,
        Block = words == 0 ? 0 : _words.Allocate(words, 0),
    };
}
