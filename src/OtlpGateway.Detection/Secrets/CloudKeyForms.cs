// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace OtlpGateway.Detection.Secrets;

/// <summary>The forms that keys have, found by three characters.</summary>
internal static class CloudKeyForms
{
    private const int TableBits = 10;

    private static readonly CloudKeyForm[] Forms =
    [
        new("AKIA", 16, 16, CloudKeyAlphabet.UpperAlphanumeric, anchor: 2),
        new("ASIA", 16, 16, CloudKeyAlphabet.UpperAlphanumeric, anchor: 2),
        new("aws_secret_access_key=", 40, 40, CloudKeyAlphabet.Base64),
        new("AIza", 35, 35, CloudKeyAlphabet.Token, anchor: 1),
        new("GOCSPX-", 28, 28, CloudKeyAlphabet.Token),
        new("ya29.", 20, 2048, CloudKeyAlphabet.Token),
        new("ghp_", 36, 255, CloudKeyAlphabet.Alphanumeric),
        new("gho_", 36, 255, CloudKeyAlphabet.Alphanumeric),
        new("ghu_", 36, 255, CloudKeyAlphabet.Alphanumeric),
        new("ghs_", 36, 255, CloudKeyAlphabet.Alphanumeric),
        new("ghr_", 36, 255, CloudKeyAlphabet.Alphanumeric),
        new("github_pat_", 50, 255, CloudKeyAlphabet.Token),
        new("glpat-", 20, 255, CloudKeyAlphabet.Token),
        new("xoxb-", 20, 255, CloudKeyAlphabet.Token),
        new("xoxp-", 20, 255, CloudKeyAlphabet.Token),
        new("xoxa-", 20, 255, CloudKeyAlphabet.Token),
        new("xoxr-", 20, 255, CloudKeyAlphabet.Token),
        new("xoxs-", 20, 255, CloudKeyAlphabet.Token),
        new("xapp-", 20, 255, CloudKeyAlphabet.Token),
        new("sk_live_", 16, 255, CloudKeyAlphabet.Alphanumeric),
        new("sk_test_", 16, 255, CloudKeyAlphabet.Alphanumeric),
        new("rk_live_", 16, 255, CloudKeyAlphabet.Alphanumeric),
        new("rk_test_", 16, 255, CloudKeyAlphabet.Alphanumeric),
        new("whsec_", 24, 255, CloudKeyAlphabet.Base64),
        new("sk-", 40, 255, CloudKeyAlphabet.Token),
        new("SG.", 60, 80, CloudKeyAlphabet.Dotted),
        new("npm_", 36, 36, CloudKeyAlphabet.Alphanumeric),
        new("hf_", 30, 64, CloudKeyAlphabet.Alphanumeric),
        new("dop_v1_", 64, 64, CloudKeyAlphabet.Hex),
        new("shpat_", 32, 32, CloudKeyAlphabet.Hex),
        new("AccountKey=", 60, 120, CloudKeyAlphabet.Base64),
        new("SharedAccessKey=", 40, 120, CloudKeyAlphabet.Base64),
        new("sig=", 43, 120, CloudKeyAlphabet.Base64),
        new("", 37, 42, CloudKeyAlphabet.Dotted, anchor: 5),
    ];

    private static readonly CloudKeyForm?[] Table = BuildTable();

    public static ReadOnlySpan<CloudKeyForm> All => Forms;

    /// <summary>The first of the forms that a character and its neighbours allow, or null. The text has two before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CloudKeyForm? ByAnchor(ReadOnlySpan<byte> text, int at) => Table[Place(AnchorKey(text, at))];

    /// <summary>An anchor's character with its neighbours; what stands in the middle of words has fewer of them.</summary>
    public static int AnchorKey(ReadOnlySpan<byte> text, int at) => text[at] switch
    {
        (byte)'~' => '~',
        (byte)'I' => 'I',
        byte last => (last << 16) | (text[at - 1] << 8) | text[at - 2],
    };

    private static int Place(int key) => (int)((uint)(key * 0x9E37_79B1) >> (32 - TableBits));

    private static CloudKeyForm?[] BuildTable()
    {
        var table = new CloudKeyForm?[1 << TableBits];
        foreach (CloudKeyForm form in Forms)
        {
            ref CloudKeyForm? place = ref table[Place(form.AnchorKey)];
            form.NextOfAnchor = place;
            place = form;
        }

        return table;
    }
}
