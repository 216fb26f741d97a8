// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <summary>The words that decide what a read-only query may do.</summary>
internal static class GuardedNames
{
    /// <summary>Statements that only read.</summary>
    public static readonly FrozenSet<string> ReadingStatements = Words("SELECT", "WITH", "FROM", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS");

    /// <summary>
    /// Functions that reach outside the store: files, processes, other servers. The engine allows them in read-only mode.
    /// </summary>
    public static readonly FrozenSet<string> OutsideFunctions = Words(
        "file", "fileCluster", "filesystem", "url", "urlCluster", "executable", "python", "arrowstream", "eval", "loop",
        "remote", "remoteSecure", "cluster", "clusterAllReplicas", "catboostEvaluate",
        "s3", "s3Cluster", "gcs", "oss", "cosn", "hdfs", "hdfsCluster", "azureBlobStorage", "azureBlobStorageCluster",
        "iceberg", "icebergCluster", "icebergS3", "icebergS3Cluster", "icebergAzure", "icebergAzureCluster",
        "icebergHDFS", "icebergHDFSCluster", "icebergLocal", "icebergLocalCluster",
        "deltaLake", "deltaLakeCluster", "deltaLakeS3", "deltaLakeS3Cluster", "deltaLakeAzure", "deltaLakeAzureCluster", "deltaLakeLocal",
        "hudi", "hudiCluster", "ytsaurus",
        "paimon", "paimonCluster", "paimonS3", "paimonS3Cluster", "paimonAzure", "paimonAzureCluster", "paimonHDFS", "paimonHDFSCluster", "paimonLocal",
        "mysql", "postgresql", "mongodb", "redis", "sqlite", "jdbc", "odbc");

    /// <summary>Table functions that stay inside the store, or make their rows themselves.</summary>
    public static readonly FrozenSet<string> InsideFunctions = Words(
        "format", "view", "viewIfPermitted", "viewExplain", "merge", "mergeTreeIndex", "mergeTreeProjection", "mergeTreeTextIndex",
        "mergeTreeAnalyzeIndexes", "mergeTreeAnalyzeIndexesUUID", "generateRandom", "generateSeries", "generate_series", "numbers",
        "numbers_mt", "primes", "zeros", "zeros_mt", "values", "SQLStandardValues", "null", "input", "dictionary", "fuzzQuery", "fuzzJSON",
        "prometheusQuery", "prometheusQueryRange", "timeSeriesData", "timeSeriesMetrics", "timeSeriesSamples", "timeSeriesSelector", "timeSeriesTags");

    /// <summary>Words that end the list of tables of a FROM clause.</summary>
    public static readonly FrozenSet<string> ClauseEnds = Words(
        "SELECT", "WHERE", "PREWHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "SETTINGS", "FORMAT",
        "UNION", "EXCEPT", "INTERSECT", "WINDOW", "QUALIFY", "INTERPOLATE");

    private static FrozenSet<string> Words(params string[] words) => words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
