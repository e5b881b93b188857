using Sockeye.Servers;
using Sockeye.Servers.Ready;

namespace Sockeye.Cli.Serving;

/// <summary>One of the services that can be served, as it is this time.</summary>
internal sealed record Service : IDisposable
{
    /// <summary>A conversation.</summary>
    internal required Func<StreamRequest, Task> Serve { get; init; }

    /// <summary>A datagram; null where it is for streams alone.</summary>
    internal Func<DatagramRequest, ValueTask>? Answer { get; init; }

    /// <summary>What a client hears who is turned away because there are too many; empty for nothing.</summary>
    internal ReadOnlyMemory<byte> Refusal { get; init; }

    /// <summary>Its clients meet: they are served at the same time, in one process.</summary>
    internal bool IsShared { get; init; }

    /// <summary>What is said when it begins; null for nothing.</summary>
    internal string? Note { get; init; }

    /// <summary>Closed at the end.</summary>
    internal IDisposable? Holds { get; init; }

    internal static Service Echo => new() { Serve = Servers.Ready.Echo.Serve, Answer = Servers.Ready.Echo.Answer };

    internal static Service Discard => new() { Serve = Servers.Ready.Discard.Serve, Answer = Servers.Ready.Discard.Answer };

    internal static Service Characters => new() { Serve = CharacterGenerator.Serve, Answer = CharacterGenerator.Answer };

    internal static Service Daytime
    {
        get
        {
            var daytime = new Daytime();
            return new Service { Serve = daytime.Serve, Answer = daytime.Answer };
        }
    }

    internal static Service Sum => new() { Serve = Servers.Ready.Sum.Serve, Answer = Servers.Ready.Sum.Answer, Refusal = "error: too many connections\n"u8.ToArray() };

    internal static Service Chat(LineChatOptions options) => new() { Serve = new LineChat(options).Serve, IsShared = true, Refusal = "* there is no room for another one, come back later\n"u8.ToArray() };

    /// <exception cref="UsageException">There is no such folder, or it may not be opened.</exception>
    internal static Service Files(string folder)
    {
        try
        {
            var files = new StaticFiles(folder);
            return new Service
            {
                Serve = files.Serve,
                Holds = files,
                Refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(),
                Note = $"note: serves the files in {Path.GetFullPath(folder)}",
            };
        }
        catch (Exception wrong) when (wrong is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new UsageException($"--root: {wrong.Message}");
        }
    }

    public void Dispose() => Holds?.Dispose();
}
