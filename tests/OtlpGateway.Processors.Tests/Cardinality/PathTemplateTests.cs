// SPDX-License-Identifier: Apache-2.0

using System.Text;
using OtlpGateway.Processors.Cardinality;
using OtlpGateway.Processors.Cardinality.Templates;
using Xunit;

namespace OtlpGateway.Processors.Tests.Cardinality;

public sealed class PathTemplateTests
{
    [Theory]
    [InlineData("/users/abc123/orders/456", "/users/{id}/orders/{id}")]
    [InlineData("/users/abc0/orders/456", "/users/{id}/orders/{id}")]
    [InlineData("/products/7", "/products/{id}")]
    [InlineData("/var/tmp/session-123456/upload.part", "/var/tmp/session-{id}/upload.part")]
    [InlineData("/tmp/session_7/data.bin", "/tmp/session_{id}/data.bin")]
    [InlineData("/api/v1/users/5eed0001-0000-4a17-9c01-3f7712880001", "/api/v1/users/{id}")]
    [InlineData("/files/report-5eed0001-0000-4a17-9c01-3f7712880001.pdf", "/files/report-{id}.pdf")]
    [InlineData("/var/log/app-2026-11-20.log", "/var/log/app-{id}.log")]
    [InlineData("/var/log/app-2026-11-20T10-11-12Z.log", "/var/log/app-{id}.log")]
    [InlineData("/commits/3f2a9c1b7d", "/commits/{id}")]
    [InlineData("/mail/joe.doe@example.com/inbox", "/mail/{id}/inbox")]
    [InlineData("/hosts/10.1.2.3/metrics", "/hosts/{id}/metrics")]
    [InlineData("https://shop.example.com/users/42?session=9f8a#top", "https://shop.example.com/users/{id}")]
    [InlineData("/search?q=shoes", "/search")]
    [InlineData(@"C:\Users\temp\file12345.tmp", @"C:\Users\temp\file{id}.tmp")]
    [InlineData(@"\\server\share\job-77\out.txt", @"\\server\share\job-{id}\out.txt")]
    [InlineData("./build/123456/out", "./build/{id}/out")]
    [InlineData("/orders/42/", "/orders/{id}/")]
    public void Write_PathWithIds_HasThemReplaced(string path, string template) => Assert.Equal(template, Template(path));

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/orders")]
    [InlineData("/api/v2beta1/orders")]
    [InlineData("/users/{id}")]
    [InlineData("/users/:id/orders")]
    [InlineData("/oauth2/token")]
    [InlineData("/static/jquery-3.6.0.min.js")]
    [InlineData("/usr/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("/usr/lib/python3.11/site-packages")]
    [InlineData("/charts/iso-8859-1/index.html")]
    [InlineData("/settings/ipv4")]
    [InlineData("/dev/sda1")]
    [InlineData("/healthz")]
    [InlineData("/services/s3/buckets")]
    [InlineData("https://example.com/docs/utf-8")]
    public void Write_PathWithoutIds_IsAsItWas(string path) => Assert.Equal(path, Template(path));

    [Theory]
    [InlineData("text/html")]
    [InlineData("By/s")]
    [InlineData("America/New_York")]
    [InlineData("HTTP/1.1")]
    [InlineData("// comment")]
    [InlineData("/ 5")]
    [InlineData("origin/main")]
    [InlineData("ratio 1:2")]
    public void SegmentsOf_OtherText_IsNoPath(string text) => Assert.Equal(-1, PathShape.SegmentsOf(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Write_LongerThanThereIsRoom_IsCutBetweenCharacters()
    {
        byte[] path = Encoding.UTF8.GetBytes("/" + new string('ä', 2000));
        TemplateText output = new(new byte[TemplateText.MaxLength]);
        PathTemplate.Write(path, 0, (byte)'/', null, ref output);

        Assert.True(output.IsCut);
        Assert.Equal(path[..output.Length], output.Written.ToArray());
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void Write_TooManyNamesAtOnePlace_BecomeAnId()
    {
        LearnedPlaces learned = new(1, mostNames: 20, new Budget(10_000));
        string[] shops = [.. Enumerable.Range(0, 60).Select(number => $"/shop/{Name(number)}/cart")];
        foreach (string shop in shops)
        {
            Template(shop, learned);
        }

        Assert.All(shops, shop => Assert.Equal("/shop/{id}/cart", Template(shop, learned)));
        Assert.Equal("/health", Template("/health", learned));
        Assert.Equal(1, learned.Ids);
    }

    [Fact]
    public void Restore_LearnedPlaces_AreIdsAtOnce()
    {
        LearnedPlaces learned = new(1, mostNames: 5, new Budget(10_000));
        for (int number = 0; number < 20; number++)
        {
            Template($"/shop/{Name(number)}/cart/{Name(number + 3)}", learned);
        }

        LearnedPlaces restored = new(1, mostNames: 5, new Budget(10_000));
        restored.Restore(learned.Save());

        Assert.Equal("/shop/{id}/cart/{id}", Template("/shop/new/cart/newer", learned));
        Assert.Equal("/shop/{id}/cart/{id}", Template("/shop/new/cart/newer", restored));
    }

    [Fact]
    public void Follow_MoreThanTheBudget_LearnsNoMore()
    {
        LearnedPlaces learned = new(1, mostNames: 1000, new Budget(100));
        for (int number = 0; number < 500; number++)
        {
            Assert.Equal($"/{Name(number)}", Template($"/{Name(number)}", learned));
        }

        Assert.Equal(0, learned.Ids);
    }

    internal static string Template(string path, LearnedPlaces? learned = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        int segments = PathShape.SegmentsOf(bytes, out byte separator);
        Assert.True(segments >= 0 || path == "/", path);
        TemplateText output = new(new byte[TemplateText.MaxLength]);
        PathTemplate.Write(bytes, Math.Max(0, segments), separator, learned, ref output);
        return Encoding.UTF8.GetString(output.Written);
    }

    /// <summary>A word without digits.</summary>
    private static string Name(int number) => string.Concat(number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0'))) + "shop";
}
