// SPDX-License-Identifier: Apache-2.0

using static OtlpGateway.Detection.Characters;

namespace OtlpGateway.Detection.Secrets;

/// <summary>A prefix, and what has to follow it: so many characters of an alphabet, and then no letter or digit.</summary>
internal sealed class CloudKeyForm(string prefix, int least, int most, CloudKeyAlphabet alphabet, int anchor = -1)
{
    private readonly byte[] _prefix = System.Text.Encoding.ASCII.GetBytes(prefix);

    /// <summary>Offset of the character by which the form is looked for.</summary>
    public int AnchorOffset => anchor >= 0 ? anchor : _prefix.Length - 1;

    /// <summary>Bytes of the shortest key.</summary>
    public int LeastLength => _prefix.Length + least;

    /// <summary>The next form of the same anchor.</summary>
    public CloudKeyForm? NextOfAnchor { get; set; }

    /// <summary>What the forms of one anchor have in common; that of a tilde where the prefix has no anchor.</summary>
    public int AnchorKey => AnchorOffset < _prefix.Length ? CloudKeyForms.AnchorKey(_prefix, AnchorOffset) : '~';

    public int MatchAt(ReadOnlySpan<byte> text, int at)
    {
        ReadOnlySpan<byte> rest = text[at..];
        if (rest.Length < LeastLength || !rest.StartsWith(_prefix) || IsAlphanumericAt(text, at - 1))
        {
            return 0;
        }

        int end = _prefix.Length;
        while (end < rest.Length && end - _prefix.Length <= most && IsIn(rest[end]))
        {
            end++;
        }

        // A sentence may end behind it.
        while (end > 0 && rest[end - 1] == '.')
        {
            end--;
        }

        int length = end - _prefix.Length;
        return length >= least && length <= most && !IsAlphanumericAt(rest, end) && (_prefix.Length > 0 || IsAzureSecret(rest)) ? end : 0;
    }

    // Three characters, a digit, "Q~", and 31 to 34 more.
    private static bool IsAzureSecret(ReadOnlySpan<byte> text) => IsDigit(text[3]) && text[4] == 'Q' && text[5] == '~';

    private bool IsIn(byte character) => alphabet switch
    {
        CloudKeyAlphabet.UpperAlphanumeric => IsDigit(character) || IsUpper(character),
        CloudKeyAlphabet.Alphanumeric => IsAlphanumeric(character),
        CloudKeyAlphabet.Hex => IsHex(character),
        CloudKeyAlphabet.Token => IsToken(character),
        CloudKeyAlphabet.Dotted => IsToken(character) || character is (byte)'.' or (byte)'~',
        _ => IsBase64(character) || character is (byte)'=' or (byte)'%',
    };
}
