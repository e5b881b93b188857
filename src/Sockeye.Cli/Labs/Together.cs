using System.Text;
using Sockeye.Cli.Labs.Echo;
using Sockeye.Cli.Labs.Sum;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Labs;

/// <summary>A learner's client with the learner's own server.</summary>
internal static class Together
{
    internal static IReadOnlyList<LabCase<(LearnersServer Server, LearnersClient Client)>> Echo { get; } =
    [
        new("together", "your client talks to your server", static both =>
        {
            foreach (byte[] message in new[] { EchoMessages.Short, EchoMessages.OfSize(32), EchoMessages.NonAscii })
            {
                Echoed(both, message);
            }
        }),
        new("together-long", $"your client sends your server {Numbers.Bytes(EchoMessages.Long.Length)}", static both =>
            Echoed(both, EchoMessages.Long)),
    ];

    internal static IReadOnlyList<LabCase<(LearnersServer Server, LearnersClient Client)>> Sum { get; } =
    [
        new("together", "your client lets your server add", static both =>
        {
            foreach ((string first, string second) in SumQuestions.Negative.Append(("2", "40")))
            {
                string sum = SumQuestions.Add(first, second);
                Printed printed = Run(both, [first, second], []);
                if (Encoding.UTF8.GetString(printed.Output).TrimEnd('\r', '\n') != sum)
                {
                    throw new LabWrongException($"{sum} on standard output", $"{Shown.Bytes(printed.Output)} was printed", Hints.Either);
                }
            }
        }),
    ];

    private static void Echoed((LearnersServer Server, LearnersClient Client) both, byte[] message)
    {
        Printed printed = Run(both, [], message);
        try
        {
            EchoClientCases.CheckPrinted(message, printed);
        }
        catch (LabWrongException wrong)
        {
            throw new LabWrongException(wrong.Expected, wrong.Happened, Hints.Either);
        }
    }

    private static Printed Run((LearnersServer Server, LearnersClient Client) both, IReadOnlyList<string> words, byte[] input)
        => both.Client.Run(words, input, (Socket client) =>
        {
            using Socket server = both.Server.Connect();
            new Relay(client, server, both.Client.Record, both.Client.Times, both.Client.Stop).Run();
        });
}
