// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.ClickHouse.Client;

/// <summary>ClickHouse refused a statement, or could not be reached. Decide by <see cref="Code"/>, never by the text.</summary>
public sealed class ClickHouseException : Exception
{
    public ClickHouseException()
    {
    }

    public ClickHouseException(string message)
        : base(message)
    {
    }

    public ClickHouseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ClickHouseException(int code, string message)
        : base(message)
    {
        Code = code;
    }

    public ClickHouseException(int code, string message, Exception innerException)
        : base(message, innerException)
    {
        Code = code;
    }

    /// <summary>ClickHouse's error number, see <see cref="ClickHouseErrorCode"/>; zero where there is none.</summary>
    public int Code { get; }
}
