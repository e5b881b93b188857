using System.Buffers;
using System.Globalization;
using Sockeye.Clients.Urls.Local;
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
        (_opener, _request, _path, _options) = (opener, request with { Compression = false }, Followed(Path.GetFullPath(path)), options);
    }

    internal async ValueTask<UrlRetrieved> Run(bool blocking, CancellationToken cancellation)
    {
        if (LocalFile.IsSpecial(_path))
        {
            return await RunInto(blocking, cancellation).ConfigureAwait(false);
        }

        using PartFile part = PartFile.Open(_path, _request.Url, _options.Resume);
        long had = part.Kept;
        UrlAnswer? answer = await Ask(part, had, blocking, cancellation).ConfigureAwait(false);
        if (answer is null)
        {
            had = 0;
            answer = await Ask(part, 0, blocking, cancellation).ConfigureAwait(false);
        }

        using (answer)
        {
            if (answer!.Offset != had || had == 0)
            {
                part.Begin();
                had = 0;
            }

            // A server may leave it out where it only goes on: what it goes on with is what it said it was.
            part.Validator = answer.Info.Validator ?? (had > 0 ? part.Validator : null);
            long length = await Copy(answer, part.Bytes, had, blocking, cancellation).ConfigureAwait(false);
            part.Finish(_options.KeepsDate ? answer.Info.LastModified : null);
            return new UrlRetrieved(_path, length, had) { Url = answer.Url, Info = answer.Info };
        }
    }

    // A device or a pipe is no file that another could take the place of: it gets the bytes as they come.
    private async ValueTask<UrlRetrieved> RunInto(bool blocking, CancellationToken cancellation)
    {
        using UrlAnswer answer = blocking ? _opener.Open(_request, cancellation) : await _opener.OpenAsync(_request, cancellation).ConfigureAwait(false);
        using var to = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        long length = await Copy(answer, to, 0, blocking, cancellation).ConfigureAwait(false);
        return new UrlRetrieved(_path, length, 0) { Url = answer.Url, Info = answer.Info };
    }

    // A link stays, and what it leads to is replaced.
    private static string Followed(string path)
        => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

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

    private async ValueTask<long> Copy(UrlAnswer answer, FileStream to, long had, bool blocking, CancellationToken cancellation)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        long done = had;
        try
        {
            Tell(done, answer, had);
            while (true)
            {
                int count = blocking ? answer.Stream.Read(piece, 0, PieceSize) : await answer.Stream.ReadAsync(piece, cancellation).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                to.Write(piece.AsSpan(0, count));
                done += count;
                Tell(done, answer, had);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        if (answer.Info is { IsDirectory: false, Length: long length } && length != done)
        {
            throw new ProtocolException(
                ProtocolError.Truncated,
                string.Create(CultureInfo.InvariantCulture, $"{answer.Url} has {length} bytes, and {done} came"),
                done);
        }

        return done;
    }

    private void Tell(long done, UrlAnswer answer, long had) => _options.Progress?.Report(new UrlProgress(done, answer.Info.Length, had));
}
