// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.ClickHouse.Delivery;

namespace OtlpGateway.ClickHouse.Tests.Delivery.Model;

/// <summary>What ClickHouse does for the protocol, and no more: rows, and tokens that make a repeated insert nothing.</summary>
internal sealed class ModelStore
{
    internal static readonly string[] Tables = ["otel_traces", "view_target"];

    private readonly List<Claim> _claims = [];
    private readonly HashSet<string> _tokens = [];
    private readonly Dictionary<(string Table, long Offset), int> _stored = [];

    internal IReadOnlyList<Claim> Claims => _claims;

    internal void InsertClaim(Claim claim, string token)
    {
        if (_tokens.Add(token))
        {
            _claims.Add(claim);
        }
    }

    internal void InsertData(string table, Claim claim)
    {
        if (_tokens.Add(claim.Token(table, 0)))
        {
            for (long offset = claim.Start; offset < claim.End; offset++)
            {
                _stored[(table, offset)] = Count(table, offset) + 1;
            }
        }
    }

    internal int Count(string table, long offset) => _stored.GetValueOrDefault((table, offset));
}
