// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.ClickHouse.Client;

/// <summary>The error numbers that we act on; ClickHouse keeps them stable in its ErrorCodes.cpp.</summary>
public static class ClickHouseErrorCode
{
    /// <summary>The failure has no number.</summary>
    public const int None = 0;

    public const int NoSuchColumn = 16;
    public const int UnknownIdentifier = 47;
    public const int BadArguments = 36;
    public const int UnknownTable = 60;
    public const int CannotReadFromFile = 74;
    public const int CannotWriteToFile = 75;
    public const int CannotOpenFile = 76;
    public const int UnknownDatabase = 81;
    public const int TimeoutExceeded = 159;
    public const int TooSlow = 160;
    public const int ReadOnly = 164;
    public const int RequiredPassword = 194;
    public const int TooManySimultaneousQueries = 202;
    public const int NoFreeConnection = 203;
    public const int CannotFsync = 204;
    public const int SocketTimeout = 209;
    public const int NetworkError = 210;
    public const int TableIsReadOnly = 242;
    public const int NotEnoughSpace = 243;
    public const int MemoryLimitExceeded = 241;
    public const int TooManyParts = 252;
    public const int AllConnectionTriesFailed = 279;
    public const int QueryWasCancelled = 394;
    public const int CannotScheduleTask = 439;
    public const int UnknownStatusOfInsert = 319;
    public const int Aborted = 236;
    public const int AccessDenied = 497;
    public const int AuthenticationFailed = 516;
    public const int NoKeeper = 225;
    public const int KeeperException = 999;

    /// <summary>
    /// What ClickHouse answers where a value does not fit: it cannot be read, converted or is out of range, or a constraint,
    /// a partition key or a view's expression refuses it.
    /// </summary>
    private static readonly FrozenSet<int> OfValues = FrozenSet.Create(
        6, 9, 13, 19, 25, 26, 27, 28, 33, 36, 38, 41, 43, 44, 53, 69, 70, 72, 117, 120, 127, 128, 130, 131, 135, 153, 190, 248,
        321, 349, 366, 376, 386, 395, 407, 441, 457, 467, 469, 563, 565, 632, 645, 650, 675, 676, 691);

    /// <summary>Missing tables, columns and databases; a statement or setting that the server does not know; users, rights and quotas.</summary>
    private static readonly FrozenSet<int> OfOperator = FrozenSet.Create(
        NoSuchColumn, 46, UnknownIdentifier, 48, UnknownTable, 62, UnknownDatabase, 115, ReadOnly, 180, 192, 193, RequiredPassword, 195, 199, 201, 218,
        291, 344, 392, 452, 471, 472, 492, AccessDenied, 511, AuthenticationFailed, 620, 701);

    /// <summary>
    /// True when the same insert may succeed later: by itself, or when an operator has repaired what is missing. Final is
    /// only what says that the values cannot be taken. A number that we do not know keeps the data, and readiness shows it.
    /// </summary>
    public static bool IsTemporary(int code) => !OfValues.Contains(code);

    /// <summary>True when waiting does not help, but an operator does: rights, passwords, tables, settings, the statement itself.</summary>
    public static bool NeedsOperator(int code) => OfOperator.Contains(code);

    /// <summary>
    /// True when the endpoint is what fails, not the statement: another replica may take it. Every insert has a token, so
    /// one whose fate is unknown can go elsewhere.
    /// </summary>
    public static bool IsOfEndpoint(int code) => code is
        None or NetworkError or SocketTimeout or TableIsReadOnly or KeeperException or NoKeeper or NoFreeConnection or AllConnectionTriesFailed;
}
