using System.Net;
using Sockeye.Servers.Tests.Handlers;
using Sockeye.Sockets;
using Xunit.Abstractions;

namespace Sockeye.Servers.Tests.Load;

/// <summary>Two thousand connections that send a byte a second, against the default limits: others are served as if they were not there.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Slow")]
public sealed class SlowLorisTests(ITestOutputHelper output)
{
    private const int Attackers = 2000;
    private const int LargestGrowth = 8 << 20;

    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(12);      // they are thrown out from the fifth second on, and come again
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task OthersAreAnsweredInTime_AndNothingGrows()
    {
        await using var server = new TcpServer(Scene.Anywhere, static () => new EchoFrames());
        Task serving = server.ServeForeverAsync();
        using var stop = new CancellationTokenSource();
        int descriptors = Alone.Sockets;
        var attacked = new TaskCompletionSource();
        Task<bool> attack = Scene.OnThread(() => Attack(server.LocalEndPoint, attacked, stop.Token.WaitHandle));
        await attacked.Task.InTime();
        Eventually.True(() => server.Counts.Active >= Attackers * 9 / 10, Scene.Patience);

        long memory = GC.GetTotalMemory(forceFullCollection: true);
        List<TimeSpan> answers = await Scene.OnThread(() => Ask(server.LocalEndPoint));
        long grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        int open = Alone.Sockets - descriptors;
        stop.Cancel();
        await attack.InTime();

        answers.Sort();
        TimeSpan late = answers[answers.Count * 99 / 100];
        output.WriteLine($"{answers.Count} clients: median {answers[answers.Count / 2].TotalMilliseconds:0.0} ms, 99 % within {late.TotalMilliseconds:0.0} ms; {server.Counts[Servers.Limit.Rate]} thrown out; memory grew {grown} bytes; {open} sockets");
        Assert.True(answers.Count > 50, $"only {answers.Count} clients were served");
        Assert.True(late < Limit, $"99 % of clients were answered within {late}");
        Assert.InRange(server.Counts[Servers.Limit.Rate], Attackers / 2, int.MaxValue);
        Assert.Equal(0, server.Counts.Refused);
        Assert.True(grown < LargestGrowth, $"the memory grew {grown} bytes");
        Assert.InRange(open, 0, (2 * Attackers) + 100);
        await server.ShutdownAsync(TimeSpan.Zero).InTime();
        await serving.InTime();
    }

    // One after the other, as people do: connects, asks, is answered, goes.
    private static List<TimeSpan> Ask(EndPoint server)
    {
        var answers = new List<TimeSpan>();
        TimeProvider clock = TimeProvider.System;
        long begun = clock.GetTimestamp();
        while (clock.GetElapsedTime(begun) < Lasts)
        {
            long asked = clock.GetTimestamp();
            using Socket client = Socket.CreateConnection(server, From("127.0.2.1"));
            client.Timeout = Scene.Patience;
            client.SendAll([0, 0, 0, 1, 5]);
            Assert.Equal([0, 0, 0, 1, 5], client.Take(5));
            answers.Add(clock.GetElapsedTime(asked));
            CancellationToken.None.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }

        return answers;
    }

    private static bool Attack(EndPoint server, TaskCompletionSource attacked, WaitHandle stop)
    {
        var attackers = new Socket[Attackers];
        for (int i = 0; i < Attackers; i++)
        {
            attackers[i] = Come(server, i);
        }

        attacked.SetResult();
        byte[] drop = [0];
        while (!stop.WaitOne(TimeSpan.FromSeconds(1)))
        {
            for (int i = 0; i < Attackers && !stop.WaitOne(0); i++)
            {
                try
                {
                    attackers[i].Send(drop);
                }
                catch (SocketFaultException)
                {
                    attackers[i].Dispose();
                    attackers[i] = Come(server, i);
                }
            }
        }

        Array.ForEach(attackers, static attacker => attacker.Dispose());
        return true;
    }

    private static Socket Come(EndPoint server, int number)
    {
        Socket attacker = Socket.CreateConnection(server, From($"127.0.1.{1 + (number % 250)}"));
        attacker.Send([0, 0, 200]);
        return attacker;
    }

    private static ConnectOptions From(string address) => new() { LocalEndPoint = new IPEndPoint(IPAddress.Parse(address), 0) };
}
