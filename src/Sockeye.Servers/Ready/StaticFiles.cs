using Sockeye.Servers.Ready.Files;

namespace Sockeye.Servers.Ready;

/// <summary>The files below a folder over HTTP/1.1 and 1.0 (RFC 9110, RFC 9112): GET and HEAD, conditional requests, one range of bytes, connections that are kept.</summary>
/// <remarks>
/// <para>Only regular files are served, and only those below the folder: the kernel itself refuses what leads out of it, by .. or by a link, in the same
/// moment in which it opens the file (openat2(2), RESOLVE_BENEATH). No name in a request begins with a dot, however it is encoded; but a link inside is followed, to a hidden file too. Folders are not listed:
/// of a folder its index is served. What is not there, or is not for everybody, is 404 alike.</para>
/// <para>Each request is a frame to the limits of the server; so a client that dribbles its head is thrown out.</para>
/// <para>The disk is read by the thread of the handler: a slow one is a handler that blocks.</para>
/// </remarks>
public sealed class StaticFiles : IDisposable
{
    private readonly RootFolder _root;
    private readonly StaticFilesOptions _options;

    /// <summary>Opens the folder, which may be moved or renamed afterwards.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">What is served as what.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    /// <exception cref="PlatformNotSupportedException">The kernel has no openat2(2): it is older than 5.6, or a filter of system calls forbids it.</exception>
    public StaticFiles(string folder, StaticFilesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _options = options ?? new StaticFilesOptions();
        _root = RootFolder.Open(folder);
    }

    /// <summary>A conversation: requests and answers until one side closes. At a shutdown the answer that is under way is the last.</summary>
    /// <param name="request">The client.</param>
    public Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new FileConversation(request, _root, _options).Run();
    }

    /// <summary>Closes the folder: what is asked for now is 503.</summary>
    public void Dispose() => _root.Dispose();
}
