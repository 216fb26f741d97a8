// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Components;

public enum ComponentKind
{
    Receiver,
    Processor,
    Exporter,
    Connector,
    Extension,
}
