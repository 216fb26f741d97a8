// SPDX-License-Identifier: Apache-2.0

using OtlpGateway.Pipeline.Configuration;

namespace OtlpGateway.Extensions.BearerTokenAuth;

/// <summary>Options of <c>bearertokenauth</c>, as the Collector names them.</summary>
public sealed class BearerTokenAuthOptions : IValidatable
{
    /// <summary>The header that has the token.</summary>
    public string Header { get; set; } = "Authorization";

    /// <summary>Stands before the token; empty means that the header has the token alone.</summary>
    public string Scheme { get; set; } = "Bearer";

    /// <summary>The one token.</summary>
    [Secret]
    public string Token { get; set; } = "";

    /// <summary>Tokens that a server takes; a client sends the first.</summary>
    [Secret]
    public List<string> Tokens { get; set; } = [];

    /// <summary>File with a token a line, read again when it changes. Goes before the other two.</summary>
    public string Filename { get; set; } = "";

    public void Validate(OptionsValidation validation)
    {
        if (Token.Length == 0 && Tokens.Count == 0 && Filename.Length == 0)
        {
            validation.Error("token", "there is none: give token, tokens or filename");
        }

        if (Token.Length > 0 && Tokens.Count > 0)
        {
            validation.Error("tokens", "give either token or tokens, not both");
        }

        if (Filename.Length > 0 && Token.Length + Tokens.Count > 0)
        {
            validation.Warning("filename", "goes before token and tokens, which have no effect");
        }

        if (Header.Length == 0 || Header.Any(character => !char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')))
        {
            validation.Error("header", $"'{Header}' is not a header name");
        }

        for (int i = 0; i < Tokens.Count; i++)
        {
            Check(validation, $"tokens::{i}", Tokens[i]);
        }

        if (Token.Length > 0)
        {
            Check(validation, "token", Token);
        }
    }

    private static void Check(OptionsValidation validation, string key, string token)
    {
        if (token.Length == 0 || token.Any(character => character is < '!' or > '~'))
        {
            validation.Error(key, "is empty, or has characters that a header cannot have");
        }
    }
}
