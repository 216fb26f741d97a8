// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Extensions.ClickHouseHttp;

/// <param name="Format">The format that a reading statement asks for, or empty.</param>
/// <param name="Writes">True when it changes the store.</param>
internal readonly record struct CheckedStatement(string Format, bool Writes);
