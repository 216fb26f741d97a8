// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Options that check themselves after binding: pure, synchronous, without I/O, reporting every error at once. The loader
/// calls it on every options object of the tree, nested ones too, so an object checks only what is its own.
/// </summary>
public interface IValidatable
{
    void Validate(OptionsValidation validation);
}
