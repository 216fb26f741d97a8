// SPDX-License-Identifier: Apache-2.0

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
    public const int KeeperException = 999;

    /// <summary>
    /// True when the same statement may succeed later: by itself, or when an operator has repaired what is missing. What
    /// says that the data itself cannot be taken is final, and so is every number that we do not know. An error without a
    /// number does not come from a statement, so it is not the data's fault.
    /// </summary>
    public static bool IsTemporary(int code) => code switch
    {
        CannotReadFromFile or CannotWriteToFile or CannotOpenFile or CannotFsync or NotEnoughSpace => true,
        TimeoutExceeded or TooSlow or SocketTimeout or NetworkError or NoFreeConnection or AllConnectionTriesFailed => true,
        MemoryLimitExceeded or TooManyParts or TooManySimultaneousQueries or CannotScheduleTask => true,
        TableIsReadOnly or UnknownStatusOfInsert or QueryWasCancelled or Aborted or KeeperException => true,
        UnknownTable or UnknownDatabase or NoSuchColumn or UnknownIdentifier or ReadOnly or AccessDenied or AuthenticationFailed => true,
        None => true,
        _ => false,
    };

    /// <summary>
    /// True when the endpoint is what fails, not the statement: another replica may take it. Every insert has a token, so
    /// one whose fate is unknown can go elsewhere.
    /// </summary>
    public static bool IsOfEndpoint(int code) => code is
        None or NetworkError or SocketTimeout or TableIsReadOnly or KeeperException or NoFreeConnection or AllConnectionTriesFailed;
}
