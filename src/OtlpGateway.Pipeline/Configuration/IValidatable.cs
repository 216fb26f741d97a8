// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>Options that check themselves after binding: pure, synchronous, without I/O, reporting every error at once.</summary>
public interface IValidatable
{
    void Validate(OptionsValidation validation);
}
