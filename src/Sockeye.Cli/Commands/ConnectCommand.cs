using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye connect ENDPOINT [--crlf] [--tls]</summary>
internal static class ConnectCommand
{
    private const string Explanation =
        """
        At the end of the input the sending half is closed, and what the server still says is shown.
        It is over when both sides have ended; at a terminal, as soon as the server has.
        With udp:// each line of input is one datagram.

        Example:
          printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:80 --crlf
          printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:443 --crlf --tls
        """;

    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> timeout = CommonOptions.Timeout("how long connecting may take");
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        var tls = new Option<bool>("--tls") { Description = "speak TLS, with a server whose certificate is for that name and from an authority that the system trusts" };
        Option<bool> json = CommonOptions.JsonOnStandardError();
        var command = new ExplainedCommand("connect", "Join standard input and output to a connection, both ways.", Explanation, "ENDPOINT") { endPoint, port, crlf, timeout, wait, tls, json };
        var trusted = TrustWords.AddTo(command, tls.Name);
        command.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            TlsTrust? trust = trusted.Read(parsed, parsed.GetValue(tls));
            if (trust is not null && name.Kind == SocketKind.SOCK_DGRAM)
            {
                throw new UsageException("--tls is for streams");
            }

            using Socket socket = Dialer.Dial(name, parsed.Span(timeout), signals.Token);
            socket.Timeout = null;
            var options = PumpOptions.Standard(parsed.GetValue(crlf), parsed.Span(wait));
            if (trust is null)
            {
                Pump.Run(socket, options, signals.Token);
                return ExitCode.Done;
            }

            using var secure = TlsEnd.Begin(socket, new TlsClientOptions { HostName = name.Host ?? "localhost", Trust = trust, HandshakeTimeout = parsed.Span(timeout) }, signals.Token);
            new StreamPump(secure, options, signals.Token).Run();
            return ExitCode.Done;
        }));
        return command;
    }
}
