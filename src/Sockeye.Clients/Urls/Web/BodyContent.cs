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
        for (int count; (count = body.Read(piece)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(piece.AsSpan(0, count));
            patience.Begin();
        }
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] piece = new byte[PieceSize];
        for (int count; (count = await body.ReadAsync(piece, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            patience.Begin();
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);
}
