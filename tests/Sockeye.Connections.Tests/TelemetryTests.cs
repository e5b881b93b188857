using System.Diagnostics.Tracing;
using System.Reflection;
using Sockeye.Connections.Tests.Faults;
using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests;

/// <summary>What the meter and the event source tell of connections, and that the page tells of all there is.</summary>
[Collection(Alone.Name)]
public sealed class TelemetryTests
{
    [Fact]
    public async Task Connections_AreCounted_AsTheyComeAndEnd()
    {
        using var heard = new HeardMeters();
        await using var served = new Served(static async connection =>
        {
            await connection.Input.ReadAsync();
            throw new InvalidDataException("on purpose");
        });
        using Socket one = served.Connect();
        using Socket two = served.Connect();
        Eventually.True(() => heard["sockeye.connections.accepted"] == 2, Scene.Patience);
        Eventually.True(() => heard["sockeye.connections.open"] >= 2, Scene.Patience);
        Assert.Equal(2, served.Group.All.Sum(static loop => loop.Connections));
        two.Options.Linger = TimeSpan.Zero;
        two.Dispose();
        Eventually.True(() => heard["sockeye.connections.failed ECONNRESET"] == 1, Scene.Patience);
        one.SendAll("x"u8);
        Eventually.True(() => heard["sockeye.connections.failed System.IO.InvalidDataException"] == 1, Scene.Patience);
        Eventually.True(() => served.Group.All.Sum(static loop => loop.Connections) == 0, Scene.Patience);

        (Connection first, Connection second) = Connection.CreatePair();
        Assert.Equal(2, heard["sockeye.connections.adopted"]);
        first.Abort();
        second.Dispose();
        Assert.Equal(1, heard["sockeye.connections.failed ECONNABORTED"]);
        Assert.Equal(2, heard["sockeye.connections.accepted"]);
    }

    [NeedsFact("gcc")]
    public async Task WhatCannotBeAccepted_IsCountedByItsError_AndSoArePauses()
    {
        using var heard = new HeardMeters();
        await using var served = new Served(Scene.EchoPipe, options: new ListenerOptions { PauseWhenOut = TimeSpan.FromMilliseconds(5) });
        foreach (Errno error in (Errno[])[Errno.EMFILE, Errno.ECONNABORTED])
        {
            FaultyLibc.Arm(FaultyLibc.Call.Accept, served.Listener.Channel.Descriptor.Number, 1, error);
            using Socket peer = served.Connect();
            Served.Ping(peer);
            Assert.Equal(1, heard[$"sockeye.accept.errors {error}"]);
        }

        Assert.Equal(1, heard["sockeye.accept.pauses"]);
    }

    [Fact]
    public async Task AConnectionThatEndsBeforeItsTime_IsAnEvent()
    {
        using var events = new HeardEvents();
        (Connection one, Socket peer) = Scene.Pair();
        await using (one)
        {
            string address = $"{peer.LocalEndPoint}";
            peer.Options.Linger = TimeSpan.Zero;
            peer.Dispose();
            await Assert.ThrowsAsync<ConnectionResetException>(() => one.Input.ReadAsync().InTime());
            events.Demand($"ConnectionFailed {address} recv from {address}: ", Scene.Patience);
        }
    }

    [Fact]
    public void ThePage_NamesAllInstrumentsAndEvents()
    {
        using LoopGroup loops = Scene.Loops();
        (Connection one, Connection two) = Connection.CreatePair(new ConnectionOptions { Loops = loops });
        using (one)
        using (two)
        {
            using var heard = new HeardMeters();
            Assert.InRange(heard.Instruments.Count, 15, int.MaxValue);
            string page = Repository.Read("docs/connections.md");
            string[] events = [.. typeof(LoopEvents).GetMethods().Where(static method => method.GetCustomAttribute<EventAttribute>() is not null).Select(static method => method.Name)];
            Assert.InRange(events.Length, 7, int.MaxValue);
            Assert.All(heard.Instruments.Concat(events), name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
        }
    }
}
