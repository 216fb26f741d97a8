// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Extensions.ClickHouseHttp.Native;

/// <summary>
/// Turns Native blocks as the engine prints them (revision 0) into what a client with <c>client_protocol_version</c> reads:
/// a block info before each block, and from 54454 on a byte behind each column's type that says "serialised as usual".
/// ClickHouse's Go and Python clients, and with them Grafana, ask for it. Only the places between the columns are of
/// interest; the columns pass through.
/// </summary>
internal sealed class NativeRevision(int revision, Stream input, Stream output)
{
    private const int CustomSerialization = 54454;
    private const int HasAdditionalKeys = 1 << 9;

    /// <summary>No overflow row, no bucket.</summary>
    private static readonly byte[] BlockInfo = [1, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0];

    private static readonly byte[] Usual = [0];

    private readonly NativeCopier _copier = new(input, output);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!await _copier.IsAtEndAsync(cancellationToken))
        {
            await _copier.WriteAsync(BlockInfo, cancellationToken);
            long columns = await _copier.CopyNumberAsync(cancellationToken);
            long rows = await _copier.CopyNumberAsync(cancellationToken);
            for (long column = 0; column < columns; column++)
            {
                await _copier.CopyTextAsync(cancellationToken);
                NativeType type = NativeType.Parse(Encoding.UTF8.GetString(await _copier.CopyTextAsync(cancellationToken)));
                if (revision >= CustomSerialization)
                {
                    await _copier.WriteAsync(Usual, cancellationToken);
                }

                if (rows > 0)
                {
                    await CopyPrefixAsync(type, cancellationToken);
                    await CopyDataAsync(type, rows, cancellationToken);
                }
            }
        }

        await _copier.FlushAsync(cancellationToken);
    }

    /// <summary>Every dictionary in a column announces its version before the column's data.</summary>
    private async ValueTask CopyPrefixAsync(NativeType type, CancellationToken cancellationToken)
    {
        if (type.Shape == NativeShape.LowCardinality)
        {
            await _copier.CopyWordAsync(cancellationToken);
            return;
        }

        foreach (NativeType inner in type.Inner)
        {
            await CopyPrefixAsync(inner, cancellationToken);
        }
    }

    private async ValueTask CopyDataAsync(NativeType type, long rows, CancellationToken cancellationToken)
    {
        switch (type.Shape)
        {
            case NativeShape.Fixed:
                await _copier.CopyAsync(rows * type.Width, cancellationToken);
                break;
            case NativeShape.Text:
                for (long row = 0; row < rows; row++)
                {
                    await _copier.CopyAsync(await _copier.CopyNumberAsync(cancellationToken), cancellationToken);
                }

                break;
            case NativeShape.Nullable:
                await _copier.CopyAsync(rows, cancellationToken);
                await CopyDataAsync(type.Inner[0], rows, cancellationToken);
                break;
            case NativeShape.Array when rows > 0:
                await _copier.CopyAsync((rows - 1) * sizeof(long), cancellationToken);
                await CopyDataAsync(type.Inner[0], await _copier.CopyWordAsync(cancellationToken), cancellationToken);
                break;
            case NativeShape.Tuple when type.Inner.Count == 0:
                await _copier.CopyAsync(rows, cancellationToken);
                break;
            case NativeShape.Tuple:
                foreach (NativeType inner in type.Inner)
                {
                    await CopyDataAsync(inner, rows, cancellationToken);
                }

                break;
            case NativeShape.LowCardinality when rows > 0:
                await CopyDictionaryAsync(type.Inner[0], cancellationToken);
                break;
        }
    }

    private async ValueTask CopyDictionaryAsync(NativeType keys, CancellationToken cancellationToken)
    {
        long flags = await _copier.CopyWordAsync(cancellationToken);
        if ((flags & HasAdditionalKeys) != 0)
        {
            await CopyDataAsync(keys, await _copier.CopyWordAsync(cancellationToken), cancellationToken);
        }

        int indexWidth = 1 << (int)(flags & 0xFF);
        long rows = await _copier.CopyWordAsync(cancellationToken);
        await _copier.CopyAsync(rows * indexWidth, cancellationToken);
    }
}
