// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Processors.Redaction.Text;

/// <summary>What is to become of one text.</summary>
internal enum TextVerdict : byte
{
    /// <summary>Nothing in it is to be redacted.</summary>
    Clean,

    /// <summary>It is exempt.</summary>
    Allowed,

    /// <summary>It is replaced.</summary>
    Changed,

    /// <summary>What it is the value of goes.</summary>
    DropAttribute,

    /// <summary>The item that it is in goes.</summary>
    DropItem,
}
