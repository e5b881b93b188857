using System.Globalization;
using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Http;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Local;

/// <summary>file: of this machine (RFC 8089): regular files by their full path. Folders are not listed, and nothing is put. Python: <c>FileHandler</c>.</summary>
internal sealed class FileHandler : IUrlHandler
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public UrlAnswer Open(UrlRequest request, CancellationToken cancellation = default)
    {
        Url url = request.Url;
        string path = PathOf(url);
        if (request.Verb == UrlVerb.Put)
        {
            throw new UrlException(url, 0, "a file of this machine is not put by its URL");
        }

        cancellation.ThrowIfCancellationRequested();
        try
        {
            return Open(request, path);
        }
        catch (Exception no) when (no is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UrlException(url, 0, "there is no such file", no);
        }
        catch (Exception no) when (no is UnauthorizedAccessException or (IOException and not UrlException))
        {
            throw new UrlException(url, 0, no is UnauthorizedAccessException ? "it may not be read" : no.Message, no);
        }
    }

    public Task<UrlAnswer> OpenAsync(UrlRequest request, CancellationToken cancellation = default)
    {
        try
        {
            return Task.FromResult(Open(request, cancellation));
        }
        catch (Exception no)
        {
            return Task.FromException<UrlAnswer>(no);
        }
    }

    /// <summary>The path that the URL means.</summary>
    /// <exception cref="UrlException">It means no file of this machine.</exception>
    internal static string PathOf(Url url)
    {
        if (url.Host is not (null or "") && !string.Equals(url.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            throw new UrlException(url, 0, $"a file is of this machine: there is no file on '{url.Host}' without a protocol to fetch it by");
        }

        if (url.Authority?.Port is not null || url.Authority?.UserInfo is not null || url.Query is not null)
        {
            throw new UrlException(url, 0, "the URL of a file has a path and nothing else; a question mark in a name is %3F");
        }

        if (!url.Path.StartsWith('/'))
        {
            throw new UrlException(url, 0, "the URL of a file has its full path: file:///etc/hosts");
        }

        try
        {
            string path = Strict.GetString(Percent.Decode(url.Path));
            return path.Contains('\0') ? throw new UrlException(url, 0, "no name has a NUL in it") : path;
        }
        catch (Exception wrong) when (wrong is DecoderFallbackException or ProtocolException)
        {
            throw new UrlException(url, 0, "its path is no UTF-8", wrong);
        }
    }

    private static UrlAnswer Open(UrlRequest request, string path)
    {
        if (Directory.Exists(path))
        {
            throw new UrlException(request.Url, 0, "it is a folder, and folders are not listed");
        }

        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        UrlInfo info = InfoOf(new FileInfo(path), file);
        long offset = request.Validator is null || request.Validator == info.Validator ? request.Offset : 0;
        if (offset > info.Length)
        {
            file.Dispose();
            throw new UrlException(request.Url, 0, string.Create(CultureInfo.InvariantCulture, $"it has {info.Length} bytes, and does not begin at {offset}")) { Info = info };
        }

        file.Position = offset;
        if (request.Verb == UrlVerb.Head)
        {
            file.Dispose();
        }

        return new UrlAnswer(request.Url, request.Verb == UrlVerb.Head ? Stream.Null : file) { Info = info, Offset = offset, Reason = "OK" };
    }

    private static UrlInfo InfoOf(FileInfo info, FileStream file)
    {
        DateTimeOffset changed = new(info.LastWriteTimeUtc);
        return new UrlInfo
        {
            Type = MediaTypes.Of(info.Extension.ToLowerInvariant()),
            Length = file.Length,
            LastModified = changed,
            Validator = string.Create(CultureInfo.InvariantCulture, $"{file.Length} {changed.UtcTicks}"),
        };
    }
}
