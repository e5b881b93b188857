using System.CommandLine;
using Sockeye.Cli.Chatting;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Cli.Terminals;
using Sockeye.Clients;
using Sockeye.Clients.Lines;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye talk ENDPOINT [--crlf] [--starttls PROTOCOL | --tls]</summary>
internal static class TalkCommand
{
    private const string Explanation =
        """
        For servers that answer lines with lines: SMTP, POP3, IMAP, NNTP, FTP, HTTP. Both sides are shown, as "Client: …" and "Server: …".
        Each line of the input is said when the server has answered the one before, as a person would; the lines of a mail go without that, up to the dot.
        At a terminal lines go when they are typed.

        Example:
          printf 'EHLO me\nQUIT\n' | sockeye talk localhost:25 --crlf
          printf 'CAPA\nQUIT\n' | sockeye talk mail.example.org:110 --crlf --starttls pop3
        """;

    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(0.2);

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> timeout = CommonOptions.Timeout("how long connecting may take, and TLS");
        Option<double> wait = CommonOptions.PositiveSeconds("--wait", 3, "how long to wait for an answer before the next line is said all the same");
        Option<bool> crlf = new("--crlf") { Description = "end lines with CRLF, as the Internet's protocols want it, and not with LF" };
        var tls = new Option<bool>("--tls") { Description = "speak TLS from the first byte" };
        var startTls = new Option<string?>("--starttls") { HelpName = "PROTOCOL", Description = $"begin in plain text and go on in TLS, as it is said in {StartTlsWords.Names}" };
        Option<bool> json = CommonOptions.Json();
        var command = new ExplainedCommand("talk", "Talk with a server line by line, and see both sides.", Explanation, "ENDPOINT") { endPoint, port, crlf, startTls, tls, timeout, wait, json };
        var trusted = TrustWords.AddTo(command, "--tls or --starttls");
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            StartTlsWords? later = parsed.GetValue(startTls) is string protocol ? StartTlsWords.Of(protocol) : null;
            TlsTrust? trust = trusted.Read(parsed, parsed.GetValue(tls) || later is not null);
            if (later is not null && parsed.GetValue(tls))
            {
                throw new UsageException($"{tls.Name} and {startTls.Name} do not go together");
            }

            if (name.Kind == SocketKind.SOCK_DGRAM)
            {
                throw new UsageException("a talk in lines needs a stream, and udp:// has none");
            }

            using var view = TalkView.Open(parsed.GetValue(json), dialogue: true);
            using Socket socket = Dialer.Dial(name, parsed.Span(timeout), signals.Token);
            using var client = new LineClient(socket, new LineClientOptions
            {
                SendsLf = !parsed.GetValue(crlf) && later is null,
                Client = new ClientOptions { Timeout = null, Conversation = view.Recorder.Conversation },
            });
            Secure(client, later, trust is null ? null : new TlsClientOptions { HostName = name.Host ?? "localhost", Trust = trust, HandshakeTimeout = parsed.Span(timeout) }, parsed.Span(timeout), signals.Token);
            var rules = new AnswerRules(isGreeted: later is not null);
            new ChatTalk(client, rules, new ChatTimes(parsed.Span(wait), s_silence), signals.Token).Run(new InputLines(new StandardInput()), !Console.IsInputRedirected).GetAwaiter().GetResult();
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Secure(LineClient client, StartTlsWords? later, TlsClientOptions? options, TimeSpan timeout, CancellationToken stop)
    {
        if (options is null)
        {
            return;
        }

        using CancellationTokenRegistration end = stop.UnsafeRegister((_, signal) => client.Abort(new OperationCanceledException(signal)), null);
        if (later is null)
        {
            client.StartTls(options);
            return;
        }

        // Who greets nobody within that time will not begin TLS either.
        var why = new IOException(FormattableString.Invariant($"{client.Peer} did not begin TLS within {timeout.TotalSeconds:0.###} s"));
        using ITimer late = TimeProvider.System.CreateTimer(_ => client.Abort(why), null, timeout, Timeout.InfiniteTimeSpan);
        later.Run(client, options);
    }
}
