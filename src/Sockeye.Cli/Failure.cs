using System.Text;
using System.Text.Json;
using Sockeye.Cli.Loading;
using Sockeye.Cli.Terminals;
using Sockeye.Clients.Urls;
using Sockeye.Connections.Tls;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Cli;

/// <summary>An error as the tool tells it: one line, an exit code, and a hint where there is something to do.</summary>
internal sealed record Failure(int Code, string Message, string? Hint, Exception Cause)
{
    internal static Failure Of(Exception cause)
    {
        return cause switch
        {
            _ when IsUsage(cause) => new(ExitCode.Usage, cause.Message, null, cause),
            RefusedException => new(ExitCode.Refused, cause.Message, null, cause),
            ConnectionRefusedException => new(ExitCode.Refused, cause.Message, "nobody listens there: is the server running, and is the port right?", cause),
            UrlException => new(ExitCode.Refused, cause.Message, null, cause),
            LostConnectionException lost => Of(lost.First) with { Message = lost.Message },
            NameResolutionException name => new(ExitCode.Network, cause.Message, HintFor(name), cause),
            SocketFaultException fault => new(ExitCode.Network, cause.Message, HintFor(fault), cause),
            TlsException { Kind: TlsError.PeerCertificate } => new(ExitCode.Network, cause.Message, "--ca FILE says whom to trust, and --insecure trusts anybody", cause),
            WrongAnswerException or IOException or PlatformNotSupportedException => new(ExitCode.Network, cause.Message, null, cause),
            // .NET's name for a thread that the system does not give, which also needs descriptors.
            OutOfMemoryException => new(ExitCode.Network, "the system gives no more threads or descriptors", "too few may be allowed: ulimit -n shows how many descriptors, ulimit -u how many threads", cause),
            _ => new(ExitCode.Bug, $"a bug in sockeye: {cause.GetType().Name}: {cause.Message}", "run it again with SOCKEYE_DEBUG=1 to see where", cause),
        };
    }

    /// <summary>The command line was wrong, and not the world.</summary>
    internal static bool IsUsage(Exception cause) => cause is UsageException or FormatException;

    /// <summary>Says it on standard error. Never throws: there is nobody left to tell.</summary>
    internal void Tell(bool json)
    {
        try
        {
            Console.Error.WriteLine(json ? Json() : OneLine("sockeye: " + Message));
            if (Hint is not null && !json)
            {
                Console.Error.WriteLine("hint: " + Hint);
            }

            if (Debugging)
            {
                Console.Error.WriteLine(Cause);
            }
        }
        catch (Exception nobody) when (StandardError.IsGone(nobody))
        {
        }
    }

    internal static bool Debugging => Environment.GetEnvironmentVariable("SOCKEYE_DEBUG") is "1";

    /// <summary>Paths and names may hold anything: a control character must not reach the terminal.</summary>
    internal static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            clean.Append(char.IsControl(c) ? '?' : c);
        }

        return clean.ToString();
    }

    private string Json() => JsonLine.Of(json =>
    {
        json.WriteString("error", Message);
        json.WriteString("type", Cause.GetType().Name);
        if (Cause is NameResolutionException name)
        {
            json.WriteString("errno", name.Code.ToString());
        }
        else if (Cause is SocketFaultException fault)
        {
            json.WriteString("errno", fault.Errno.ToString());
            WriteAttempts(json, fault.Attempts);
        }

        json.WriteNumber("exit", Code);
    });

    private static void WriteAttempts(Utf8JsonWriter json, IReadOnlyList<ConnectAttempt> attempts)
    {
        if (attempts.Count == 0)
        {
            return;
        }

        json.WriteStartArray("attempts");
        foreach (ConnectAttempt attempt in attempts)
        {
            json.WriteStartObject();
            json.WriteString("address", attempt.EndPoint.ToString());
            json.WriteString("error", attempt.Reason.Message);
            json.WriteString("errno", attempt.Reason.Errno.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Where the message ends with the code, there is no better cause behind it, and the question was about a name.
    private static string? HintFor(NameResolutionException fault) => fault.Code switch
    {
        ResolveError.EAI_NONAME when fault.Message.EndsWith($"({ResolveError.EAI_NONAME})", StringComparison.Ordinal)
            => "is the name spelt right? getent hosts NAME asks the same question",
        ResolveError.EAI_SERVICE => "/etc/services names services, each for a protocol; a number always works",
        ResolveError.EAI_AGAIN => "the name server does not answer; try again later",
        _ => null,
    };

    private static string? HintFor(SocketFaultException fault) => fault.Errno switch
    {
        Errno.ENOENT when fault.Operation == "connect" => "there is no such socket file: is the server running?",
        Errno.EADDRINUSE when fault.LocalEndPoint is UnixEndPoint { Path: not null } && fault is AddressInUseException { Holder: null }
            => "serve and listen take --replace-stale, which removes a socket file that nobody listens on",
        Errno.EADDRINUSE when fault.LocalEndPoint is not UnixEndPoint => "port 0 lets the system choose a free one",
        _ => null,
    };
}
