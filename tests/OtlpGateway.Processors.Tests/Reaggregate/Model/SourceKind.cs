// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Tests.Reaggregate.Model;

internal enum SourceKind
{
    Counter,
    FractionalCounter,
    UpDownCounter,
    Gauge,
    Histogram,
    Exponential,
    Summary,
}
