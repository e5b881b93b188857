using System.CommandLine;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Talking;
using Sockeye.Cli.Terminals;
using Sockeye.Sockets;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye connect ENDPOINT [--crlf]</summary>
internal static class ConnectCommand
{
    internal static Command Create()
    {
        Argument<string> endPoint = CommonOptions.EndPoint();
        Argument<string[]> port = CommonOptions.Port();
        Option<double> timeout = CommonOptions.Seconds("--timeout", 10, "how long connecting may take");
        Option<double> wait = CommonOptions.Wait();
        Option<bool> crlf = CommonOptions.Crlf();
        var command = new Command("connect", "Join standard input and output to a connection, both ways.") { endPoint, port, crlf, timeout, wait };
        HelpWithExample.Add(command,
            """
            At the end of the input the sending half is closed, and what the server still says is shown.
            It is over when both sides have ended; at a terminal, as soon as the server has.
            With udp:// each line of input is one datagram.

            Example:
              printf 'HEAD / HTTP/1.0\n\n' | sockeye connect localhost:80 --crlf
            """);
        command.SetAction(parsed => CommandRun.Guarded(json: false, signals =>
        {
            EndPointName name = EndPointWords.TakeOnly(parsed.Words(endPoint, port));
            using Socket socket = Dialer.Dial(name, parsed.Span(timeout), signals.Token);
            socket.Timeout = null;
            var options = new PumpOptions
            {
                Input = Console.OpenStandardInput(),
                Output = StandardOutput.Open(),
                InputIsTerminal = !Console.IsInputRedirected,
                Crlf = parsed.GetValue(crlf),
                Wait = parsed.Span(wait),
            };
            if (name.Kind == SocketKind.SOCK_DGRAM)
            {
                new DatagramPump(socket, options, signals.Token).Run();
            }
            else
            {
                new StreamPump(socket, options, signals.Token).Run();
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
