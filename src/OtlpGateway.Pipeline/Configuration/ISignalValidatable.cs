// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Wire.Otlp;

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>
/// Options of a component with rules that depend on the signal of the pipelines that name it. Called once a signal, beside
/// <see cref="IValidatable"/>; pure and without I/O like that.
/// </summary>
public interface ISignalValidatable
{
    /// <param name="signal">The signal of a pipeline that names the component.</param>
    /// <param name="validation">Takes what is wrong; paths are relative to the component's section.</param>
    void Validate(Signal signal, OptionsValidation validation);
}
