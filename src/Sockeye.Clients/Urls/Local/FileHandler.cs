using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sockeye.Native;
using Sockeye.Native.Libc;
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

        FileStream file = Regular(request.Url, path);
        try
        {
            UrlInfo info = InfoOf(new FileInfo(path), file);
            long offset = request.Validator is null || request.Validator == info.Validator ? request.Offset : 0;
            if (offset > file.Length)
            {
                throw new UrlException(request.Url, 0, string.Create(CultureInfo.InvariantCulture, $"it has {file.Length} bytes, and does not begin at {offset}")) { Info = info };
            }

            file.Position = offset;
            if (request.Verb == UrlVerb.Head)
            {
                file.Dispose();
            }

            return new UrlAnswer(request.Url, request.Verb == UrlVerb.Head ? Stream.Null : file) { Info = info, Offset = offset, Reason = "OK" };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // Opened first and looked at then: what is not there any more cannot be mistaken, and a pipe that nobody writes to is not waited for.
    private static FileStream Regular(Url url, string path)
    {
        SysResult opened = FileCalls.OpenToRead([.. Encoding.UTF8.GetBytes(path), 0]);
        if (opened.Failed && opened.Error is not (Errno.ENOSYS or Errno.EPERM))
        {
            throw opened.Error switch
            {
                Errno.ENOENT or Errno.ENOTDIR => new FileNotFoundException(null, path),
                Errno.EACCES => new UnauthorizedAccessException(),
                _ => new IOException($"it cannot be opened: {opened.Error.Describe()}"),
            };
        }

        // Where the kernel is too old for openat2, .NET opens it.
        SafeFileHandle handle = opened.Failed ? File.OpenHandle(path) : new SafeFileHandle((int)opened.Value, ownsHandle: true);
        try
        {
            return FileCalls.Status((int)handle.DangerousGetHandle(), out FoundFile found).Failed || !found.IsRegular
                ? throw new UrlException(url, 0, "it is no regular file")
                : new FileStream(handle, FileAccess.Read, bufferSize: 0);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // Files of /proc say that they have no bytes, and have some.
    private static long? LengthOf(FileStream file) => file.Length == 0 && RandomAccess.Read(file.SafeFileHandle, stackalloc byte[1], 0) > 0 ? null : file.Length;

    private static UrlInfo InfoOf(FileInfo info, FileStream file)
    {
        DateTimeOffset changed = new(info.LastWriteTimeUtc);
        return new UrlInfo
        {
            Type = MediaTypes.Of(info.Extension.ToLowerInvariant()),
            Length = LengthOf(file),
            LastModified = changed,
            Validator = file.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{file.Length} {changed.UtcTicks}"),
        };
    }
}
