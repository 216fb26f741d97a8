// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// Writes a path with <c>{id}</c> for what names one thing: <c>/users/abc123/orders/456</c> is
/// <c>/users/{id}/orders/{id}</c>. The query and the fragment of a URL are left out.
/// </summary>
internal static class PathTemplate
{
    /// <param name="path">A text of which <see cref="PathShape"/> says that it is a path.</param>
    /// <param name="segments">Where its segments begin.</param>
    /// <param name="separator">What they are separated by.</param>
    /// <param name="learned">Places at which too many different names stood; null where nothing is learned.</param>
    /// <param name="output">Takes the template.</param>
    public static void Write(ReadOnlySpan<byte> path, int segments, byte separator, LearnedPlaces? learned, ref TemplateText output)
    {
        output.Append(path[..segments]);
        path = path[segments..];
        int end = separator == '/' ? path.IndexOfAny((byte)'?', (byte)'#') : -1;
        path = end < 0 ? path : path[..end];
        int place = LearnedPlaces.Root;
        ReadOnlySpan<byte> previous = default;
        bool isFirst = true;
        while (!output.IsCut)
        {
            int length = path.IndexOf(separator);
            ReadOnlySpan<byte> segment = length < 0 ? path : path[..length];
            if (!isFirst)
            {
                output.Append(separator);
            }

            int start = output.Length;
            IdSegment.Write(segment, previous, ref output);
            if (learned is not null && !segment.IsEmpty)
            {
                place = learned.Follow(place, output.Written[start..], out bool isId);
                if (isId)
                {
                    output.Truncate(start);
                    output.Append(TemplateText.Id);
                }
            }

            if (length < 0)
            {
                break;
            }

            isFirst = false;
            previous = segment;
            path = path[(length + 1)..];
        }
    }
}
