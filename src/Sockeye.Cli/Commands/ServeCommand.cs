using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Terminals;
using Sockeye.Connections.Tls;
using Sockeye.Servers;
using Sockeye.Servers.Ready;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye serve NAME ENDPOINT</summary>
internal static class ServeCommand
{
    private const string Explanation =
        """
        Prints one line on standard output when clients may come, with the port it really got:
          ready: listening on localhost:7007
        With --json it is {"event":"ready","endpoint":"localhost:7007"}, and a "stopped" event ends the output.
        On a terminal a last line shows how it goes. Who is refused or thrown out is told on standard error, once a second at most for each reason.

        Clients are served on event loops, and --by has other ways. Limits guard the server against clients that do not behave: the help of each command
        lists them with their defaults. They hold for each address; localhost has two.

        For scripts: SIGTERM stops it, as Ctrl-C does. It listens no more, removes its Unix socket file, lets conversations end (--drain), says on
        standard error how many there were ("stopped: …") and ends with exit code 0. A second signal, a second later, ends the conversations at once.

        Example:
          sockeye serve sum :7007

        Example for a script:
          sockeye serve echo unix:/tmp/echo & server=$!
          …
          kill $server; wait $server
        """;

    private const string Stops = "SIGTERM and Ctrl-C stop it: see sockeye serve --help.";

    internal static Command Create() => new ExplainedCommand("serve", "Serve until Ctrl-C or SIGTERM.", Explanation)
    {
        CreateEcho(),
        Create("discard", "Take everything, and say nothing (RFC 863).", "sockeye serve discard :7009", static _ => Service.Discard),
        Create("daytime", "Say what time it is, and close (RFC 867).", "sockeye serve daytime :7013", static _ => Service.Daytime),
        Create("chargen", "Send characters without end (RFC 864).", "sockeye serve chargen :7019", static _ => Service.Characters),
        Create("sum", "Add two whole numbers: a line 'A B' of at most 1024 bytes is answered with a line 'SUM', nonsense with 'error: …'.", "sockeye serve sum :7007", static _ => Service.Sum),
        CreateChat(),
        CreateFiles(),
    };

    private static ExplainedCommand CreateEcho()
    {
        var pipe = new Option<bool>("--pipe") { Description = "each connection as a pipe (the default)" };
        var raw = new Option<bool>("--raw") { Description = "by the verbs of a socket, with a buffer for each connection and no limits but --max-connections: to measure" };
        const string Example = "sockeye serve echo :7007\n  sockeye serve echo :7007 --lane guarded --loops 1";
        return Create("echo", "Send everything back, byte for byte, until the client ends (RFC 862).", Example, static _ => Service.Echo, parsed => parsed.OneOf(raw, pipe) == true, pipe, raw);
    }

    private static ExplainedCommand CreateChat()
    {
        var usual = new LineChatOptions();
        Option<int?> line = CommonOptions.WholeIfGiven("--max-line", 64..1_000_000, $"bytes of a line; a longer one is not said [default: {usual.MaxLine}]");
        Option<int?> waiting = CommonOptions.WholeIfGiven("--max-waiting", 1024..1_000_000_000, $"bytes that may wait for one who does not read; then it is thrown out [default: {usual.MaxWaiting}]");
        Option<double?> words = CommonOptions.SecondsIfGiven("--last-words", $"how long it may take to read why [default: {usual.LastWords.TotalSeconds}]");
        return Create("chat", "A chat in lines, with rooms: talk to it with sockeye connect, ncat or telnet; /help tells the rest.", "sockeye serve chat :7010\n  sockeye connect :7010", Chat, null, line, waiting, words);

        Service Chat(ParseResult parsed) => Service.Chat(new LineChatOptions
        {
            MaxLine = parsed.GetValue(line) ?? usual.MaxLine,
            MaxWaiting = parsed.GetValue(waiting) ?? usual.MaxWaiting,
            LastWords = parsed.GetValue(words) is double seconds ? TimeSpan.FromSeconds(seconds) : usual.LastWords,
        });
    }

    private static ExplainedCommand CreateFiles()
    {
        var root = new Option<string>("--root") { HelpName = "FOLDER", Description = "whose files are served, and those below it; nobody can ask for a name that begins with a dot, but links inside are followed", DefaultValueFactory = static _ => "." };
        return Create("files", "Serve the files of a folder over HTTP/1.1.", "sockeye serve files :8000 --root public\n  curl -O http://localhost:8000/report.pdf", parsed => Service.Files(parsed.GetRequiredValue(root)), null, root);
    }

    private static ExplainedCommand Create(string name, string description, string example, Func<ParseResult, Service> service, Func<ParseResult, bool>? isRaw = null, params Option[] own)
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<bool> stale = CommonOptions.ReplaceStale();
        var verbose = new Option<bool>("--verbose") { Description = "tell of each conversation on standard error" };
        var quiet = new Option<bool>("--quiet") { Description = "no line that shows how it goes" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand(name, description, $"{Stops}\n\nExample:\n  {example}", "ENDPOINT") { endPoint, port };
        Array.ForEach(own, command.Add);
        WayWords way = WayWords.AddTo(command);
        LimitWords limits = LimitWords.AddTo(command);
        TlsWords tls = TlsWords.AddTo(command);
        foreach (Option option in (Option[])[stale, verbose, quiet, json])
        {
            command.Add(option);
        }

        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName where = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            using Service served = service(parsed);
            bool datagrams = where.Kind == SocketKind.SOCK_DGRAM;
            TlsServerOptions? secure = tls.Read(parsed, out string? note);
            if (datagrams && secure is not null)
            {
                throw new UsageException("--tls is for streams");
            }

            var options = new ServeOptions
            {
                Serving = limits.Read(parsed, way.Read(parsed, datagrams, served.IsShared)) with { Tls = secure },
                Notes = [.. (string?[])[served.Note, note]],
                Loops = way.Loops(parsed),
                ReplacesStale = parsed.GetValue(stale),
                Json = parsed.GetValue(json),
                Verbose = parsed.GetValue(verbose),
                Quiet = parsed.GetValue(quiet),
            };
            return isRaw?.Invoke(parsed) == true ? ServeRaw(where, options, signals) : ServeRun.Serve(where, served, options, signals);
        }));
        return command;
    }

    private static int ServeRaw(EndPointName where, ServeOptions options, Signals signals)
    {
        if (where.Kind != SocketKind.SOCK_STREAM || options.Serving is not { By: ServeBy.Loops, Tls: null })
        {
            throw new UsageException("--raw is for streams, on loops, and without TLS");
        }

        var log = new ServerLog(StandardError.Open(), options.Verbose, options.Json);
        using Places<Socket> places = Listeners.Open(where, options.ReplacesStale, options.Serving.MaxConnections);
        if (places.IsBeyondLoopback)
        {
            log.Say("note: reachable from other machines");
        }

        using var echo = new RawEcho(places, options, log);
        using StreamWriter output = StandardOutput.OpenText();
        output.WriteLine(options.Json ? JsonLine.Ready(places.Shown) : $"ready: listening on {places.Shown}");
        signals.Wait();
        echo.Dispose();
        if (options.Json)
        {
            output.WriteLine(echo.JsonSummary);
        }
        else
        {
            log.Say(echo.Summary);
        }

        return ExitCode.Done;
    }
}
