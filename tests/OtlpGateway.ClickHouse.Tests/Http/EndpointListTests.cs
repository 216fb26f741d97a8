// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Http;
using OtlpGateway.Testing.Delivery;
using Xunit;

namespace OtlpGateway.ClickHouse.Tests.Http;

public sealed class EndpointListTests
{
    private static readonly HashSet<int> None = [];

    private readonly FakeTime _time = new();
    private readonly EndpointList _list;

    public EndpointListTests() =>
        _list = new EndpointList([new Uri("http://a"), new Uri("http://b"), new Uri("http://c")], TimeSpan.FromSeconds(5), _time);

    [Fact]
    public void Choose_NoFailover_IsHomeAlone()
    {
        _list.Failed(0);
        Assert.Equal(0, _list.Choose(None));
        Assert.Equal(-1, _list.Choose(new HashSet<int> { 0 }));
    }

    [Fact]
    public void Choose_Failover_StaysWithTheOneThatAnswers()
    {
        _list.MayFailOver = true;
        Assert.True(_list.Failed(0));
        Assert.False(_list.Failed(0));
        Assert.Equal(1, _list.Choose(None));
        Assert.True(_list.Answered(1));
        Assert.False(_list.Answered(1));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _list.Choose(None));
    }

    [Fact]
    public void Choose_EndpointThatFailed_IsAvoidedLongerEachTime()
    {
        _list.MayFailOver = true;
        _list.Failed(0);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, _list.Choose(None));
        _list.Failed(0);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, _list.Choose(None));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(0, _list.Choose(None));
    }

    [Fact]
    public void Choose_AllFailed_IsTheOneWhosePauseEndsFirst()
    {
        _list.MayFailOver = true;
        _list.Failed(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        _list.Failed(0);
        _list.Failed(2);
        Assert.Equal(1, _list.Choose(None));
        Assert.Equal(0, _list.Choose(new HashSet<int> { 1 }));
        Assert.Equal(-1, _list.Choose(new HashSet<int> { 0, 1, 2 }));
    }
}
