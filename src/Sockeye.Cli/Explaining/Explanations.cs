using System.Collections.Frozen;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli.Explaining;

/// <summary>Every error there is. Names and numbers come from the constants, types from the exceptions that the library really makes.</summary>
internal static class Explanations
{
    private const string OfCalls = "errno";
    private const string OfLookups = "getaddrinfo";
    internal const string OfHosts = "h_errno";

    // The codes of netdb.h, the words of hstrerror(3), and what getaddrinfo says in their place: Sockeye answers the older lookups by that.
    private static readonly (string Name, string Words, ResolveError Like)[] HostErrors =
    [
        ("NETDB_INTERNAL", "resolver internal error", ResolveError.EAI_SYSTEM),
        ("NETDB_SUCCESS", "resolver error 0 (no error)", ResolveError.None),
        ("HOST_NOT_FOUND", "unknown host", ResolveError.EAI_NONAME),
        ("TRY_AGAIN", "host name lookup failure", ResolveError.EAI_AGAIN),
        ("NO_RECOVERY", "unknown server error", ResolveError.EAI_FAIL),
        ("NO_DATA", "no address associated with name", ResolveError.EAI_NODATA),
    ];

    /// <summary>All texts by the name of their error.</summary>
    internal static FrozenDictionary<string, ErrorText> Texts { get; } =
        new[] { ConnectionTexts.All, AddressTexts.All, SocketTexts.All, ResourceTexts.All, LookupTexts.All }
            .SelectMany(static texts => texts).ToFrozenDictionary(static text => text.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All errors: errno's, getaddrinfo's, then h_errno's.</summary>
    internal static IReadOnlyList<Explanation> All { get; } =
    [
        .. Enum.GetValues<Errno>().Where(static error => error != Errno.None).Select(Of),
        .. Enum.GetValues<ResolveError>().Where(static code => code != ResolveError.None).OrderDescending().Select(Of),
        .. HostErrors.Select(OfHost),
    ];

    private static Explanation Of(Errno error)
    {
        SocketFaultException fault = SocketFault.Create("call", error);
        return new(error.ToString(), (int)error, OfCalls, error.Describe())
        {
            Also = [.. Constants.NamesOf("E", (int)error).Where(name => name != error.ToString())],
            Text = Texts.GetValueOrDefault(error.ToString()),
            Sockeye = fault.GetType().Name,
            DotNet = fault.SocketErrorCode.ToString(),
            Python = PythonName(error),
        };
    }

    private static Explanation Of(ResolveError code)
    {
        NameResolutionException fault = SocketFault.Create("name", code);
        return new(code.ToString(), (int)code, OfLookups, code.Describe())
        {
            Also = [],
            Text = Texts.GetValueOrDefault(code.ToString()),
            Sockeye = fault.GetType().Name,
            DotNet = fault.SocketErrorCode.ToString(),
            Python = "socket.gaierror",
        };
    }

    private static Explanation OfHost((string Name, string Words, ResolveError Like) host)
    {
        Constants.TryGet(host.Name, out Constant? constant);
        return Of(host.Like) with
        {
            Name = host.Name,
            Number = (int)constant!.Value,
            Source = OfHosts,
            SystemText = host.Words,
            Also = [.. Constants.NamesOf("NO_", constant.Value).Where(name => constant.Prefix == "NO_" && name != host.Name)],
            Text = Texts.GetValueOrDefault(host.Name),
            Python = "socket.herror",
        };
    }

    /// <summary>What Python's OSError becomes for a number; a test asks Python.</summary>
    private static string PythonName(Errno error) => error switch
    {
        Errno.EPERM or Errno.EACCES => "PermissionError",
        Errno.ENOENT => "FileNotFoundError",
        Errno.EEXIST => "FileExistsError",
        Errno.ENOTDIR => "NotADirectoryError",
        Errno.EISDIR => "IsADirectoryError",
        Errno.EINTR => "InterruptedError",
        Errno.ESRCH => "ProcessLookupError",
        Errno.ECHILD => "ChildProcessError",
        Errno.EAGAIN or Errno.EALREADY or Errno.EINPROGRESS => "BlockingIOError",
        Errno.EPIPE or Errno.ESHUTDOWN => "BrokenPipeError",
        Errno.ECONNABORTED => "ConnectionAbortedError",
        Errno.ECONNREFUSED => "ConnectionRefusedError",
        Errno.ECONNRESET => "ConnectionResetError",
        Errno.ETIMEDOUT => "TimeoutError",
        _ => "OSError",
    };
}
