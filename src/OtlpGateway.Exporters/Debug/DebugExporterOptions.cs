// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;
using OtlpGateway.Pipeline.Delivery;

namespace OtlpGateway.Exporters.Debug;

/// <summary>Options of the <c>debug</c> exporter, as the Collector names them.</summary>
public sealed class DebugExporterOptions : ExporterOptions
{
    public DebugExporterOptions()
    {
        SendingQueue.TurnOffByDefault();
        RetryOnFailure.Enabled = false;
    }

    public DebugVerbosity Verbosity { get; set; }

    /// <summary>Batches shown in each second.</summary>
    public int SamplingInitial { get; set; } = 2;

    /// <summary>Of the batches beyond those, one in so many is shown; 0 shows none.</summary>
    public int SamplingThereafter { get; set; } = 1;

    /// <summary>True writes to the gateway's own log, false to <see cref="OutputPaths"/>.</summary>
    public bool UseInternalLogger { get; set; } = true;

    /// <summary><c>stdout</c> or <c>stderr</c>.</summary>
    public List<string> OutputPaths { get; set; } = ["stdout"];

    public override void Validate(OptionsValidation validation)
    {
        base.Validate(validation);
        if (SamplingInitial < 0)
        {
            validation.Error("sampling_initial", "must not be negative");
        }

        if (SamplingThereafter < 0)
        {
            validation.Error("sampling_thereafter", "must not be negative");
        }

        for (int i = 0; i < OutputPaths.Count; i++)
        {
            if (OutputPaths[i] is not ("stdout" or "stderr"))
            {
                validation.Error($"output_paths::{i}", "must be stdout or stderr; for files use the file exporter");
            }
        }
    }
}
