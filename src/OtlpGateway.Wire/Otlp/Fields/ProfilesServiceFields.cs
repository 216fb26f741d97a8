// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Wire.Otlp.Fields;

/// <summary>Field numbers of profiles_service.proto.</summary>
public static class ProfilesServiceFields
{
    /// <summary>Field numbers of ExportProfilesServiceRequest.</summary>
    public static class ExportProfilesServiceRequest
    {
        public const int ResourceProfiles = 1;
        public const int Dictionary = 2;
    }

    /// <summary>Field numbers of ExportProfilesServiceResponse.</summary>
    public static class ExportProfilesServiceResponse
    {
        public const int PartialSuccess = 1;
    }

    /// <summary>Field numbers of ExportProfilesPartialSuccess.</summary>
    public static class ExportProfilesPartialSuccess
    {
        public const int RejectedProfiles = 1;
        public const int ErrorMessage = 2;
    }
}
