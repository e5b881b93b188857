using System.Net;
using Sockeye.Clients.Pinging;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Pinging;

/// <summary>What an answer means, by the times at which things are told. The clock is the test's.</summary>
public sealed class EchoBookTests
{
    private static readonly IPAddress Host = IPAddress.Parse("192.0.2.1");

    private readonly HandClock _clock = new();
    private readonly EchoBook _book;

    public EchoBookTests() => _book = new EchoBook(TimeSpan.FromSeconds(2), _clock);

    [Fact]
    public void AReply_HasItsRoundTrip_AndASecondOneIsADuplicate()
    {
        Assert.Equal(1, _book.Begin());
        _clock.Pass(TimeSpan.FromSeconds(0.25));
        PingAnswer reply = _book.Answer(Reply(1))!;
        Assert.Equal((PingOutcome.Reply, 1, TimeSpan.FromSeconds(0.25), 63, 64), (reply.Outcome, reply.Sequence, reply.RoundTrip, reply.TimeToLive, reply.Size));
        Assert.Equal(Host, reply.From);
        Assert.Null(_book.UntilNextLoss);
        _clock.Pass(TimeSpan.FromSeconds(0.5));
        PingAnswer twin = _book.Answer(Reply(1))!;
        Assert.Equal((PingOutcome.Duplicate, TimeSpan.FromSeconds(0.75)), (twin.Outcome, twin.RoundTrip));
    }

    [Fact]
    public void NoReplyInTime_IsLost_AndOneThatComesAfterIsLate()
    {
        _book.Begin();
        _clock.Pass(TimeSpan.FromSeconds(0.5));
        _book.Begin();
        Assert.Equal(TimeSpan.FromSeconds(1.5), _book.UntilNextLoss);
        Assert.Null(_book.TakeLost());
        _clock.Pass(TimeSpan.FromSeconds(1.5));
        Assert.Equal(new PingAnswer(PingOutcome.Lost, 1), _book.TakeLost());
        Assert.Null(_book.TakeLost());
        Assert.Equal(PingOutcome.Late, _book.Answer(Reply(1))!.Outcome);
        Assert.Equal(PingOutcome.Duplicate, _book.Answer(Reply(1))!.Outcome);
        Assert.Equal(PingOutcome.Reply, _book.Answer(Reply(2))!.Outcome);
        Assert.Null(_book.UntilNextLoss);
    }

    [Fact]
    public void AnError_EndsTheEcho_Once()
    {
        _book.Begin();
        EchoNews error = new(1, Host, 36, null, "destination host unreachable");
        PingAnswer answer = _book.Answer(error)!;
        Assert.Equal((PingOutcome.Unreachable, "destination host unreachable"), (answer.Outcome, answer.Reason));
        Assert.Null(_book.Answer(error));
        Assert.Null(_book.UntilNextLoss);
        Assert.Equal(PingOutcome.Late, _book.Answer(Reply(1))!.Outcome);
        Assert.Null(_book.Answer(error));
    }

    [Fact]
    public void WhatWasNeverSent_IsNothing()
    {
        _book.Begin();
        Assert.Null(_book.Answer(Reply(2)));
        Assert.Null(_book.Answer(Reply(0)));
    }

    [Fact]
    public void TheWireCountsIn16Bits_AndTheBookDoesNot()
    {
        for (int i = 0; i < 65_537; i++)
        {
            int sequence = _book.Begin();
            Assert.Equal(sequence, _book.Answer(Reply((ushort)sequence))!.Sequence);
        }

        Assert.Equal(65_537, _book.Count);
    }

    [Fact]
    public void Statistics_AreThoseOfTheReplies()
    {
        var all = new PingStatistics { Sent = 5 };
        Assert.Null(all.Average);
        foreach (int ms in new[] { 2, 4, 9 })
        {
            all.Add(new PingAnswer(PingOutcome.Reply, 1) { RoundTrip = TimeSpan.FromMilliseconds(ms) });
        }

        all.Add(new PingAnswer(PingOutcome.Duplicate, 1) { RoundTrip = TimeSpan.FromMilliseconds(900) });
        all.Add(new PingAnswer(PingOutcome.Lost, 4));
        all.Add(new PingAnswer(PingOutcome.Unreachable, 5));
        all.Add(new PingAnswer(PingOutcome.Late, 4) { RoundTrip = TimeSpan.FromSeconds(3) });
        Assert.Equal((5, 3, 1, 1, 1), (all.Sent, all.Received, all.Duplicates, all.Unreachable, all.Late));
        Assert.Equal(40, all.LossPercent, 6);
        Assert.Equal((2.0, 5.0, 9.0), (all.Shortest!.Value.TotalMilliseconds, all.Average!.Value.TotalMilliseconds, all.Longest!.Value.TotalMilliseconds));
        Assert.Equal(2.944, all.StandardDeviation!.Value.TotalMilliseconds, 3);     // of the whole, as ping(8)'s mdev: the root of 26/3
        Assert.Equal(0, new PingStatistics().LossPercent);
    }

    private static EchoNews Reply(ushort sequence) => new(sequence, Host, 64, 63, null);
}
