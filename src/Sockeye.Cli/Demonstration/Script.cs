using System.Net;
using System.Text;
using Sockeye.Cli.Endpoints;
using Sockeye.Cli.Serving;
using Sockeye.Cli.Talking;
using Sockeye.Native;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Demonstration;

/// <summary>The chapters of the demonstration. Every value they show is the answer of a call that was just made.</summary>
internal static class Script
{
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(0.3);

    // A queue of length 0 holds one connection, and the kernel may let one more in.
    private const int AttemptsToFill = 4;

    internal static IReadOnlyList<Chapter> Chapters { get; } =
    [
        new("Who am I?", "A machine has a name, and the name has addresses: gethostname and getaddrinfo.", WhoAmI),
        new("An echo over IPv4", "A client connects, says something, hears it again, ends its half and is closed.", stage => Echo(stage, $"127.0.0.1:{stage.Port}")),
        new("An echo over IPv6", "The same calls with another family: only the address looks different.", EchoV6),
        new("An echo over a Unix socket", "The same calls inside one machine: the address is a name, and no network is touched.", EchoUnix),
        new("Datagrams", "UDP: no connection, each message travels by itself, and messages never run together.", Datagrams),
        new("A sum", "A server that thinks: it adds two numbers, far longer ones than a processor does, and nonsense gets a clear error.", Sum),
        new("Nobody there", "A connection to a port on which nobody listens is refused at once, and the error's type says so.", Refused),
        new("No answer", "A server too busy to accept does not answer at all: the client's own timeout ends the wait.", TimedOut),
    ];

    private static void WhoAmI(Stage stage)
    {
        Ask(stage, "gethostname?");
        string name = Names.GetHostName();
        Answer(stage, name);
        Ask(stage, $"getaddrinfo {name}?");
        try
        {
            foreach (AddressInfo one in Names.GetAddrInfo(name, null, kind: SocketKind.SOCK_STREAM))
            {
                Answer(stage, $"{one.Family} {((IPEndPoint)one.EndPoint).Address}");
            }
        }
        catch (NameResolutionException unknown)
        {
            stage.Record.Fails(Stage.System, unknown.Message);    // a machine that does not know itself: it happens in containers
        }
    }

    private static void Echo(Stage stage, string where) => stage.With(EndPointName.Parse(where), Service.Echo, client =>
    {
        var talk = new EchoTalk(client, stage.Record, stage.Stop);
        talk.Begin();
        talk.Exchange(Encoding.UTF8.GetBytes(stage.Message));
        client.Shutdown(ShutdownHow.SHUT_WR);
        stage.Record.EndsHalf(Speaker.Client);
        if (client.Receive(1, cancellation: stage.Stop).Length == 0)
        {
            stage.Record.Closes(Speaker.Server);
        }
    });

    private static void EchoV6(Stage stage)
    {
        try
        {
            Echo(stage, $"[::1]:{stage.Port}");
        }
        catch (SocketFaultException none) when (none.Errno is Errno.EAFNOSUPPORT or Errno.EADDRNOTAVAIL)
        {
            stage.Record.Note(Stage.System, $"this machine has no IPv6: {none.Message}");
        }
    }

    private static void EchoUnix(Stage stage) => Echo(stage, $"unix:@sockeye-demo-{Environment.ProcessId}");

    private static void Datagrams(Stage stage) => stage.With(EndPointName.Parse($"udp://127.0.0.1:{stage.Port}"), Service.Echo, client =>
    {
        var talk = new EchoTalk(client, stage.Record, stage.Stop);
        talk.Begin();
        foreach (string word in stage.Message.Split(' '))
        {
            talk.Exchange(Encoding.UTF8.GetBytes(word));
        }

        talk.End();
    });

    private static void Sum(Stage stage)
    {
        Ask("2 40\n");
        Ask("99999999999999999999 1\n");
        stage.ExpectRefusal(() => Ask("two 2\n"));

        void Ask(string question) => stage.With(
            EndPointName.Parse($"127.0.0.1:{stage.Port}"),
            Service.Sum,
            client => new SumTalk(client, stage.Record, stage.Stop).Ask(question));
    }

    // Bound and not listening: the port is ours, so nobody else can be there.
    private static void Refused(Stage stage)
    {
        using var silent = new Socket();
        silent.Options.ReuseAddress = true;
        silent.Bind(new IPEndPoint(IPAddress.Loopback, stage.Port));
        using var client = new Socket();
        stage.ExpectFault(() => client.Connect(silent.LocalEndPoint, stage.Stop));
    }

    private static void TimedOut(Stage stage)
    {
        using Socket busy = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, stage.Port), new ServerOptions { Backlog = 0 });
        var waiting = new List<Socket>();
        try
        {
            stage.ExpectFault(() =>
            {
                for (int i = 0; i < AttemptsToFill; i++)
                {
                    var client = new Socket { Timeout = ShortPatience };
                    waiting.Add(client);
                    client.Connect(busy.LocalEndPoint, stage.Stop);
                    stage.Record.Connects(Speaker.Client, $"{EndPointText.Of(busy.LocalEndPoint, busy.Kind)}, and waits in the queue");
                }
            });
        }
        finally
        {
            waiting.ForEach(static client => client.Dispose());
        }
    }

    private static void Ask(Stage stage, string question) => stage.Record.Note(Speaker.Client, question);

    private static void Answer(Stage stage, string answer) => stage.Record.Says(Stage.System, Encoding.UTF8.GetBytes(answer));
}
