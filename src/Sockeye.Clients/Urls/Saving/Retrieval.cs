using System.Buffers;
using System.Globalization;
using Sockeye.Wire;

namespace Sockeye.Clients.Urls.Saving;

/// <summary>Fetches a URL into a file: into a part beside it, which gets the name when it is whole. Blocking, each of its steps is over when it returns.</summary>
internal sealed class Retrieval
{
    private const int PieceSize = 256 * 1024;
    private const int NotSatisfiable = 416;

    private readonly UrlOpener _opener;
    private readonly UrlRequest _request;
    private readonly string _path;
    private readonly UrlRetrieveOptions _options;

    internal Retrieval(UrlOpener opener, UrlRequest request, string path, UrlRetrieveOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (request.Verb != UrlVerb.Get || request.Offset != 0 || request.Validator is not null)
        {
            throw new ArgumentException("what is fetched into a file is fetched whole: Verb, Offset and Validator are its own", nameof(request));
        }

        // Compressed, it could be neither measured nor resumed.
        (_opener, _request, _path, _options) = (opener, request with { Compression = false }, Path.GetFullPath(path), options);
    }

    internal async ValueTask<UrlRetrieved> Run(bool blocking, CancellationToken cancellation)
    {
        using PartFile part = PartFile.Open(_path, _request.Url, _options.Resume);
        long had = part.Bytes.Length;
        UrlAnswer? answer = await Ask(part, had, blocking, cancellation).ConfigureAwait(false);
        if (answer is null)
        {
            part.Begin();
            had = 0;
            answer = await Ask(part, 0, blocking, cancellation).ConfigureAwait(false);
        }

        using (answer)
        {
            if (answer!.Offset != had)
            {
                part.Begin();
                had = 0;
            }

            // A server may leave it out where it only goes on: what it goes on with is what it said it was.
            part.Validator = answer.Info.Validator ?? (had > 0 ? part.Validator : null);
            await Copy(answer, part, had, blocking, cancellation).ConfigureAwait(false);
            long length = part.Bytes.Length;
            part.Finish(_options.KeepsDate ? answer.Info.LastModified : null);
            return new UrlRetrieved(_path, length, had) { Url = answer.Url, Info = answer.Info };
        }
    }

    // Null: the server has nothing behind what is here, so that it may be whole or another; only the whole tells.
    private async ValueTask<UrlAnswer?> Ask(PartFile part, long had, bool blocking, CancellationToken cancellation)
    {
        UrlRequest request = had == 0 ? _request : _request with { Offset = had, Validator = part.Validator };
        try
        {
            return blocking ? _opener.Open(request, cancellation) : await _opener.OpenAsync(request, cancellation).ConfigureAwait(false);
        }
        catch (UrlException no) when (had > 0 && no.Status == NotSatisfiable)
        {
            return null;
        }
    }

    private async ValueTask Copy(UrlAnswer answer, PartFile part, long had, bool blocking, CancellationToken cancellation)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            Tell(part.Bytes.Position, answer, had);
            while (true)
            {
                int count = blocking ? answer.Stream.Read(piece, 0, PieceSize) : await answer.Stream.ReadAsync(piece, cancellation).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                part.Bytes.Write(piece.AsSpan(0, count));
                Tell(part.Bytes.Position, answer, had);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        if (answer.Info is { IsDirectory: false, Length: long length } && length != part.Bytes.Length)
        {
            throw new ProtocolException(
                ProtocolError.Truncated,
                string.Create(CultureInfo.InvariantCulture, $"{answer.Url} has {length} bytes, and {part.Bytes.Length} came"),
                part.Bytes.Length);
        }
    }

    private void Tell(long done, UrlAnswer answer, long had) => _options.Progress?.Report(new UrlProgress(done, answer.Info.Length, had));
}
