using System.Net;
using Sockeye.Sockets.Dialing;

namespace Sockeye.Sockets.Tests.Dialing;

/// <summary>RFC 8305 as a plan: what is told at which moment, and what it wants. The times are invented.</summary>
public sealed class DialPlanTests
{
    private static readonly AddressInfo A1 = Of("192.0.2.1");
    private static readonly AddressInfo A2 = Of("192.0.2.2");
    private static readonly AddressInfo A3 = Of("192.0.2.3");
    private static readonly AddressInfo B1 = Of("2001:db8::1");
    private static readonly AddressInfo B2 = Of("2001:db8::2");

    private readonly DialPlan _plan = new(Family.AF_INET6, Family.AF_INET);

    [Fact]
    public void NothingIsKnown_ItWaitsForALookup() => Waits(at: 0, until: null);

    [Fact]
    public void ThePreferredFamily_NeedNotWaitForTheOther()
    {
        _plan.Answered(Family.AF_INET6, [B1], Ms(7));
        Starts(B1, at: 7);
        Waits(at: 7, until: null);      // nothing else is known
    }

    [Fact]
    public void TheOtherFamily_WaitsFiftyMillisecondsForThePreferredOne()
    {
        _plan.Answered(Family.AF_INET, [A1], Ms(20));
        Waits(at: 20, until: 70);
        Waits(at: 69, until: 70);
        Starts(A1, at: 70);
    }

    [Fact]
    public void ThePreferredFamilyWithinTheFifty_IsFirst()
    {
        _plan.Answered(Family.AF_INET, [A1], Ms(20));
        _plan.Answered(Family.AF_INET6, [B1], Ms(40));
        Starts(B1, at: 40);
        Waits(at: 40, until: 290);
        Starts(A1, at: 290);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void NoAddressInThePreferredFamily_EndsTheWaitForIt(int negativeAt)
    {
        _plan.Answered(Family.AF_INET, [A1], Ms(0));
        _plan.Answered(Family.AF_INET6, [], Ms(negativeAt));
        Starts(A1, at: negativeAt);
    }

    [Fact]
    public void NoAddressInThePreferredFamilyFirst_TheOtherStartsWhenItComes()
    {
        _plan.Answered(Family.AF_INET6, [], Ms(5));
        Waits(at: 5, until: null);
        _plan.Answered(Family.AF_INET, [A1], Ms(900));
        Starts(A1, at: 900);
    }

    [Fact]
    public void AnAddressThatComesTwice_IsTriedOnce()
    {
        _plan.Answered(Family.AF_INET6, [], Ms(0));
        _plan.Answered(Family.AF_INET, [A1, Of("192.0.2.1"), A2], Ms(0));
        Starts(A1, at: 0);
        _plan.Failed(Ms(0));
        Starts(A2, at: 0);
        Waits(at: 0, until: null);
    }

    [Fact]
    public void TheFamiliesTakeTurns_WithTheirOwnOrderKept()
    {
        _plan.Answered(Family.AF_INET, [A1, A2, A3], Ms(0));
        _plan.Answered(Family.AF_INET6, [B1, B2], Ms(0));
        AddressInfo[] wanted = [B1, A1, B2, A2, A3];
        for (int i = 0; i < wanted.Length; i++)
        {
            Starts(wanted[i], at: 250 * i);
            Waits(at: 250 * i, until: i < wanted.Length - 1 ? 250 * (i + 1) : null);
        }
    }

    [Fact]
    public void AFailure_LetsTheNextBeginAtOnce_AndTheDelayRunsFromThere()
    {
        _plan.Answered(Family.AF_INET6, [B1, B2], Ms(0));
        _plan.Answered(Family.AF_INET, [A1], Ms(0));
        Starts(B1, at: 0);
        _plan.Failed(Ms(3));
        Starts(A1, at: 3);
        Waits(at: 3, until: 253);
        _plan.Failed(Ms(260));          // that of A1; B2 was due before that
        Starts(B2, at: 260);
        _plan.Failed(Ms(261));
        Assert.True(_plan.Next(Ms(261)).IsOver);
    }

    [Fact]
    public void AFailureOfOneOfTwo_LetsTheThirdBeginBesideTheOther()
    {
        _plan.Answered(Family.AF_INET6, [B1, B2], Ms(0));
        _plan.Answered(Family.AF_INET, [A1], Ms(0));
        Starts(B1, at: 0);
        Starts(A1, at: 250);
        _plan.Failed(Ms(300));
        Starts(B2, at: 300);
        _plan.Failed(Ms(301));
        Waits(at: 301, until: null);    // one still runs
        Assert.Empty(_plan.Untried);
    }

    [Fact]
    public void WhatComesLate_JoinsTheUntried_AndHasItsTurnNext()
    {
        _plan.Answered(Family.AF_INET, [A1, A2, A3], Ms(0));
        Starts(A1, at: 50);
        Waits(at: 60, until: 300);
        _plan.Answered(Family.AF_INET6, [B1], Ms(100));
        Waits(at: 100, until: 300);     // the attempt keeps its time
        Assert.Equal([A2, A3, B1], _plan.Untried);
        Starts(B1, at: 300);
        Starts(A2, at: 550);
    }

    [Fact]
    public void AllHaveFailed_AndALookupIsOut_ItIsWaitedFor()
    {
        _plan.Answered(Family.AF_INET, [A1], Ms(0));
        Starts(A1, at: 50);
        _plan.Failed(Ms(51));
        Waits(at: 51, until: null);
        _plan.Answered(Family.AF_INET6, [B1], Ms(2000));
        Starts(B1, at: 2000);
    }

    [Fact]
    public void NoLookupBringsAnything_ItIsOver()
    {
        _plan.Answered(Family.AF_INET, [], Ms(1));
        Waits(at: 1, until: null);
        _plan.Answered(Family.AF_INET6, [], Ms(2));
        Assert.True(_plan.Next(Ms(2)).IsOver);
    }

    [Fact]
    public void AListThatIsKnown_BeginsWithItsOwnFirstFamily()
    {
        var plan = new DialPlan(Family.AF_UNSPEC);
        plan.Answered(Family.AF_UNSPEC, [A1, A2, B1], Ms(0));
        Assert.Equal(A1, plan.Next(Ms(0)).Start);
        Assert.Equal(B1, plan.Next(Ms(250)).Start);
        Assert.Equal(A2, plan.Next(Ms(500)).Start);
    }

    private static AddressInfo Of(string address)
    {
        var ip = IPAddress.Parse(address);
        return new AddressInfo(address.Contains(':', StringComparison.Ordinal) ? Family.AF_INET6 : Family.AF_INET, SocketKind.SOCK_STREAM, 0, "", new IPEndPoint(ip, 7));
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Starts(AddressInfo address, int at) => Assert.Equal(DialStep.Now(address), _plan.Next(Ms(at)));

    private void Waits(int at, int? until) => Assert.Equal(DialStep.Wait(until is int then ? Ms(then) : null), _plan.Next(Ms(at)));
}
