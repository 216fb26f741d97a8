// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Protobuf;

namespace OtlpGateway.Wire.Otlp.Rewriting;

/// <summary>
/// Changes attributes in one pass over a request: untouched runs are copied as they are, and nothing at all is written
/// before the first change. Allocates nothing. For requests that the edge has checked.
/// </summary>
public static class AttributeRewriter
{
    /// <summary>Rewrites a request of traces, metrics or logs; a profiles request is never changed.</summary>
    /// <param name="signal">The request's signal.</param>
    /// <param name="request">The request; not the bytes of <paramref name="destination"/>.</param>
    /// <param name="policy">Decides. Its state is updated.</param>
    /// <param name="destination">Where the new request is appended, if there is one.</param>
    /// <returns>False when nothing changed: then nothing was written, and the request itself is passed on.</returns>
    public static bool Rewrite<TPolicy>(Signal signal, ReadOnlySpan<byte> request, ref TPolicy policy, ProtobufWriter destination)
        where TPolicy : struct, IAttributePolicy
    {
        if (signal == Signal.Profiles)
        {
            return false;
        }

        var walk = new RewriteWalk<TPolicy>(signal, request, ref policy, destination);
        return walk.Run();
    }
}
