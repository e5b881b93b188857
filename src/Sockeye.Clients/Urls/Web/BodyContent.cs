using System.Globalization;
using System.Net;

namespace Sockeye.Clients.Urls.Web;

/// <summary>What is put: a caller's stream, which stays open. Time for the answer runs from the last piece that was sent.</summary>
internal sealed class BodyContent(Stream body, long? length, Patience patience) : HttpContent
{
    private const int PieceSize = 64 * 1024;

    internal static BodyContent Of(UrlRequest request, Patience patience)
    {
        Stream body = request.Body ?? throw new ArgumentException("to put needs a body", nameof(request));
        return new BodyContent(body, request.BodyLength ?? (body.CanSeek ? body.Length - body.Position : null), patience);
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        long sent = 0;
        for (int count; (count = Next(piece, sent)) > 0; sent += count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            patience.Begin();
            stream.Write(piece.AsSpan(0, count));
        }

        patience.Begin();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        long sent = 0;
        for (int count; (count = await NextAsync(piece, sent, cancellationToken).ConfigureAwait(false)) > 0; sent += count)
        {
            patience.Begin();
            await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        patience.Begin();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    // However long the caller's stream takes: the server's time does not run meanwhile.
    private int Next(byte[] piece, long sent)
    {
        patience.Rest();
        try
        {
            return Checked(body.Read(piece), sent);
        }
        catch (Exception own)
        {
            throw new BodyFaultException(own);
        }
    }

    private async ValueTask<int> NextAsync(byte[] piece, long sent, CancellationToken cancellation)
    {
        patience.Rest();
        try
        {
            return Checked(await body.ReadAsync(piece, cancellation).ConfigureAwait(false), sent);
        }
        catch (Exception own)
        {
            throw new BodyFaultException(own);
        }
    }

    private int Checked(int count, long sent)
        => length is not long whole || (count == 0 ? sent == whole : sent + count <= whole) ? count
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"what is put was to have {whole} bytes, and has {(count == 0 ? "only" : "at least")} {sent + count}"));
}
