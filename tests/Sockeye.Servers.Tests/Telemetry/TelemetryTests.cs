using System.Diagnostics.Tracing;
using System.Reflection;
using Sockeye.Servers.Telemetry;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Servers.Tests.Telemetry;

/// <summary>What the meter and the event source tell of servers, and that the page tells of all there is.</summary>
[Collection(Alone.Name)]
public sealed class TelemetryTests
{
    [Fact]
    public async Task WhatHappens_IsCountedForTheProcess()
    {
        using var heard = new HeardMeters();
        var clock = new HandClock();
        await using var running = new Running(
            static async request =>
            {
                if ((await request.Input.ReadAsync()).Buffer.Length > 1)
                {
                    throw new InvalidDataException("on purpose");
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, request.Server.Stopping);
            },
            new ServingOptions { MaxConnections = 2, Clock = clock });
        using Socket one = running.Enter();
        using Socket two = running.Enter();
        using Socket three = running.Connect();
        three.DemandEnd();
        Assert.Equal(2, heard["sockeye.servers.active"]);
        Assert.Equal(2, heard["sockeye.servers.served"]);
        Assert.Equal(1, heard["sockeye.servers.refused Connections"]);
        two.SendAll("xx"u8);
        two.DemandReset();
        Assert.Equal(1, heard["sockeye.servers.failed"]);
        Eventually.True(() => heard["sockeye.servers.active"] == 1, Scene.Patience);
        for (int i = 0; i < 130; i++)
        {
            clock.Pass(TimeSpan.FromSeconds(1));
        }

        one.DemandReset();
        Assert.Equal(1, heard["sockeye.servers.limits Idle"]);
        Eventually.True(() => heard["sockeye.servers.active"] == 0, Scene.Patience);
    }

    [Fact]
    public async Task AHandlerThatThrows_IsAnEvent()
    {
        using var events = new HeardEvents();
        await using var running = new Running(static (StreamRequest _) => throw new InvalidDataException("on purpose"));
        using Socket client = running.Connect();
        client.DemandReset();
        events.Demand($"HandlerFailed {client.LocalEndPoint} InvalidDataException: on purpose", Scene.Patience);
    }

    [Fact]
    public void ThePage_NamesAllInstrumentsEventsAndLimits()
    {
        ServerMetrics.HasServed();
        using var heard = new HeardMeters();
        string page = Repository.Read("docs/servers.md");
        string[] instruments = [.. heard.Instruments.Where(static name => name.StartsWith("sockeye.servers.", StringComparison.Ordinal))];
        string[] events = [.. typeof(ServerEvents).GetMethods().Where(static method => method.GetCustomAttribute<EventAttribute>() is not null).Select(static method => method.Name)];
        Assert.Equal(6, instruments.Length);
        Assert.InRange(events.Length, 3, int.MaxValue);
        Assert.All(instruments.Concat(events).Concat(Enum.GetNames<Limit>()), name => Assert.Contains($"`{name}`", page, StringComparison.Ordinal));
        Assert.All(typeof(ServingOptions).GetProperties(), option => Assert.Contains($"`{option.Name}`", page, StringComparison.Ordinal));
    }
}
