using System.Text;
using Sockeye.Cli.Talking;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs.Echo;

/// <summary>What an echo server must do that serves several clients at the same time. One that serves one after the other cannot.</summary>
internal static class ParallelEchoCases
{
    private const int Clients = 4;
    private const int Turns = 3;

    internal static IReadOnlyList<LabCase<LearnersServer>> All { get; } =
    [
        new("silent", "a client that is connected and says nothing keeps nobody waiting", Silent),
        new("turns", $"{Clients} clients are connected at the same time and talk in turns", TakeTurns),
        new("leaving", "of several clients some end and one breaks off, and the others are served on", Leaving),
    ];

    private static void Silent(LearnersServer server)
    {
        using Party silent = server.Call();
        using Party talking = Call(server, 2);
        Exchange(server, talking, "the other one is silent");
        End(server, talking);
        Exchange(server, silent, "and now I talk");
        End(server, silent);
    }

    private static void TakeTurns(LearnersServer server) => With(server, clients =>
    {
        for (int turn = 1; turn <= Turns; turn++)
        {
            // The last to come talks first in every second turn: there is no order to wait in.
            foreach (int index in Enumerable.Range(0, Clients).Select(index => turn % 2 == 1 ? index : Clients - 1 - index))
            {
                Exchange(server, clients[index], $"client {index + 1}, turn {turn}");
            }
        }

        Array.ForEach(clients, client => End(server, client));
    });

    private static void Leaving(LearnersServer server) => With(server, clients =>
    {
        Array.ForEach(clients, client => Exchange(server, client, "good day"));
        End(server, clients[1]);
        clients[2].Vanish();
        Exchange(server, clients[0], "one has gone and one has vanished");
        Exchange(server, clients[3], "two of us are left");
        using Party next = Call(server, Clients + 1);
        Exchange(server, next, "and I have come");
        Exchange(server, clients[0], "welcome");
    });

    private static void With(LearnersServer server, Action<Party[]> talk)
    {
        var clients = new List<Party>();
        try
        {
            clients.Add(server.Call());
            for (int number = 2; number <= Clients; number++)
            {
                clients.Add(Call(server, number));
            }

            talk([.. clients]);
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    private static Party Call(LearnersServer server, int number) => server.Call(new Speaker($"Client {number}"));

    private static void Exchange(LearnersServer server, Party client, string words)
    {
        byte[] said = Encoding.ASCII.GetBytes(words);
        client.Say(said);
        Heard heard = client.Hear(said.Length);
        if (!said.AsSpan().StartsWith(heard.Bytes))
        {
            throw server.Wrong($"each client hears its own words: {Shown.Bytes(said)}", $"{Shown.Bytes(heard.Bytes)} came", Hints.MixedUp);
        }

        string expected = $"all {Numbers.Bytes(said.Length)} back at once, while other clients are connected";
        string came = $"{Numbers.Bytes(heard.Bytes.Length)} came back";
        switch (heard.How)
        {
            case Ending.Silent:
                throw server.Wrong(expected, $"{came}, and then nothing", Hints.OneAtATime);
            case Ending.Closed:
                throw server.Wrong(expected, $"{came}, and the server closed", Hints.OthersStay);
            case Ending.Reset:
                throw server.Wrong(expected, $"{came}, and the connection was reset", Hints.OthersStay);
        }
    }

    private static void End(LearnersServer server, Party client)
    {
        client.EndHalf();
        if (client.HearEnd().How == Ending.Silent)
        {
            throw server.Wrong("the server closes a connection when its client has ended, whoever else is connected", "the server did not close", Hints.NeverCloses);
        }
    }
}
