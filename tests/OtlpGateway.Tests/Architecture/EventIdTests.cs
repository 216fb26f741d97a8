// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace OtlpGateway.Tests.Architecture;

/// <summary>An event id means one message, wherever it is logged: people filter and alert by it.</summary>
public sealed class EventIdTests
{
    private const int BlockSize = 100;

    private static readonly (Type Class, string Method, int Id)[] Events =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "OtlpGateway.*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.Contains("Test", StringComparison.Ordinal))
            .Append("otlp-gateway")
            .SelectMany(name => Assembly.Load(name!).GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.Message is not null)
            .Select(found => (found.Method.DeclaringType!, found.Method.Name, found.Message!.EventId)),
    ];

    [Fact]
    public void EventIds_OfAllLogMethods_AreUnique()
    {
        Assert.Contains(Events, found => found.Class.Name == "HostLog");
        Assert.Contains(Events, found => found.Class.Name == "StorageLog");
        string[] shared = [.. Events.GroupBy(found => found.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(Name))}")];
        Assert.Empty(shared);
        Assert.Empty(Events.Where(found => found.Id <= 0).Select(Name));
    }

    [Fact]
    public void EventIds_OfAHundred_BelongToOneClass()
    {
        string[] shared =
        [
            .. Events.GroupBy(found => found.Id / BlockSize)
                .Select(block => (block.Key, Classes: block.Select(found => found.Class.FullName!).Distinct().Order(StringComparer.Ordinal).ToArray()))
                .Where(block => block.Classes.Length > 1)
                .Select(block => $"{block.Key * BlockSize}: {string.Join(", ", block.Classes)}"),
        ];
        Assert.Empty(shared);
    }

    private static string Name((Type Class, string Method, int Id) found) => $"{found.Class.Name}.{found.Method}";
}
