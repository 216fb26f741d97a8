// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Extensions.BasicAuth;

/// <summary>Options of <c>basicauth</c>, as the Collector names them: either side of HTTP's basic authentication.</summary>
public sealed class BasicAuthOptions : IValidatable
{
    /// <summary>Whom a server lets in.</summary>
    public HtpasswdOptions? Htpasswd { get; set; }

    /// <summary>What a client sends.</summary>
    public ClientAuthOptions? ClientAuth { get; set; }

    public void Validate(OptionsValidation validation)
    {
        if (Htpasswd is null && ClientAuth is null)
        {
            validation.Error("htpasswd", "is missing: give htpasswd for a server, or client_auth for a client");
        }
        else if (Htpasswd is not null && ClientAuth is not null)
        {
            validation.Error("client_auth", "cannot stand beside htpasswd: define one extension for the server and one for the client");
        }
    }
}

/// <summary>The <c>htpasswd</c> section; both may be given.</summary>
public sealed class HtpasswdOptions : IValidatable
{
    /// <summary>File of <c>user:hash</c> lines, read again when it changes.</summary>
    public string File { get; set; } = "";

    /// <summary>The same, inline. Goes before the file where both know a user.</summary>
    [Secret]
    public string Inline { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (File.Length == 0 && Inline.Length == 0)
        {
            validation.Error("file", "is missing: give file or inline");
        }
    }
}

/// <summary>The <c>client_auth</c> section.</summary>
public sealed class ClientAuthOptions : IValidatable
{
    public string Username { get; set; } = "";

    /// <summary>File with the name, read again when it changes. Goes before <see cref="Username"/>.</summary>
    public string UsernameFile { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    /// <summary>File with the password, read again when it changes. Goes before <see cref="Password"/>.</summary>
    public string PasswordFile { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Username.Length == 0 && UsernameFile.Length == 0)
        {
            validation.Error("username", "is missing: give username or username_file");
        }

        if (Username.Contains(':', StringComparison.Ordinal))
        {
            validation.Error("username", "must not hold a colon");
        }
    }
}
