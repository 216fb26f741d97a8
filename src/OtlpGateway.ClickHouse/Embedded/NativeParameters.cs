// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;

namespace OtlpGateway.ClickHouse.Embedded;

/// <summary>
/// Query parameters in native memory, escaped already. The engine reads values as TSV fields, so backslash, tab, line feed,
/// carriage return and NUL are to be escaped: unescaped, a line feed is an error and <c>C:\temp</c> silently loses its
/// backslash.
/// </summary>
internal sealed class NativeParameters : IDisposable
{
    internal nint[] Names { get; }

    internal nuint[] NameLengths { get; }

    internal nint[] Values { get; }

    internal nuint[] ValueLengths { get; }

    internal int Count { get; }

    internal NativeParameters(IReadOnlyDictionary<string, string> parameters)
    {
        Names = new nint[parameters.Count];
        NameLengths = new nuint[parameters.Count];
        Values = new nint[parameters.Count];
        ValueLengths = new nuint[parameters.Count];
        foreach ((string name, string value) in parameters)
        {
            (Names[Count], NameLengths[Count]) = Copy(name);
            (Values[Count], ValueLengths[Count]) = Copy(value);
            Count++;
        }
    }

    internal static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny("\\\t\n\r\0") < 0)
        {
            return value;
        }

        StringBuilder escaped = new(value.Length + 8);
        foreach (char character in value)
        {
            _ = character switch
            {
                '\\' => escaped.Append(@"\\"),
                '\t' => escaped.Append(@"\t"),
                '\n' => escaped.Append(@"\n"),
                '\r' => escaped.Append(@"\r"),
                '\0' => escaped.Append(@"\0"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }

    public void Dispose()
    {
        for (int i = 0; i < Count; i++)
        {
            Marshal.FreeHGlobal(Names[i]);
            Marshal.FreeHGlobal(Values[i]);
            Names[i] = Values[i] = 0;
        }
    }

    private static (nint Pointer, nuint Length) Copy(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        nint pointer = Marshal.AllocHGlobal(Math.Max(bytes.Length, 1));
        Marshal.Copy(bytes, 0, pointer, bytes.Length);
        return (pointer, (nuint)bytes.Length);
    }
}
