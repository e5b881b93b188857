using System.Net;
using Sockeye.Native;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Faults;
using Sockeye.Sockets.Tests.Namespaces;
using static Sockeye.Sockets.Names;
using SocketError = System.Net.Sockets.SocketError;

namespace Sockeye.Sockets.Tests;

/// <summary>Hosts: one name, all its names and addresses, and back; time limits; what cannot be a name.</summary>
public sealed class NamesHostTests
{
    private static readonly string Hosts = $"""
        127.0.0.1 localhost
        192.0.2.10 canonical.sockeye.test alias1.sockeye.test alias2
        192.0.2.11 canonical.sockeye.test
        192.0.2.12 canonical.sockeye.test
        2001:db8::10 six.sockeye.test six
        192.0.2.20 short withdomain.sockeye.test
        192.0.2.30 bare
        192.0.2.40 many {string.Join(' ', Enumerable.Range(0, 300).Select(static i => $"alias-number-{i}.sockeye.test"))}
        192.0.2.50 xn--bcher-kva.sockeye.test buch

        """;

    [PrivateMachineFact]
    public void AHost_HasACanonicalName_Aliases_AndAllItsAddresses() => PrivateMachine.Run(Hosts, static () =>
    {
        HostEntry host = GetHostByNameEx("canonical.sockeye.test");
        Assert.Equal("canonical.sockeye.test", host.Name);
        Assert.Equal(["alias1.sockeye.test", "alias2"], host.Aliases);
        Assert.Equal(["192.0.2.10", "192.0.2.11", "192.0.2.12"], host.Addresses.Select(static one => one.ToString()));
        Assert.Equal(IPAddress.Parse("192.0.2.10"), GetHostByName("alias2"));
        Assert.Equal("canonical.sockeye.test", GetHostByAddr("192.0.2.10").Name);
        Assert.Equal("canonical.sockeye.test", GetHostByAddr("alias2").Name);    // a name is looked up first
        HostEntry six = GetHostByAddr(IPAddress.Parse("2001:db8::10"));
        Assert.Equal(("six.sockeye.test", IPAddress.Parse("2001:db8::10")), (six.Name, Assert.Single(six.Addresses)));
        Assert.Equal("canonical.sockeye.test", GetAddrInfo("alias2", null, flags: AddressInfoFlags.AI_CANONNAME)[0].CanonicalName);
    });

    [PrivateMachineFact]
    public void AHostWithMoreNamesThanTheFirstBufferHolds_IsToldWhole() => PrivateMachine.Run(Hosts, static () =>
    {
        Assert.Equal(300, GetHostByNameEx("many").Aliases.Count);
        Assert.Equal("alias-number-299.sockeye.test", GetHostByAddr("192.0.2.40").Aliases[^1]);
    });

    [PrivateMachineFact]
    public void Fqdn_IsTheFirstNameWithADot() => PrivateMachine.Run(Hosts, static () =>
    {
        Assert.Equal("withdomain.sockeye.test", GetFqdn("short"));
        Assert.Equal("canonical.sockeye.test", GetFqdn(" alias2 "));
        Assert.Equal("bare", GetFqdn("192.0.2.30"));
        Assert.Equal("no such name", GetFqdn("no such name"));
        SetHostName("short");
        Assert.Equal(("short", "withdomain.sockeye.test"), (GetHostName(), GetFqdn()));
        Assert.Equal("withdomain.sockeye.test", GetFqdn("0.0.0.0"));
    });

    [PrivateMachineFact]
    public void AMachinesName_CanBeSet_AndHasAtMost64Bytes() => PrivateMachine.Run("", static () =>
    {
        SetHostName("sockeye-test");
        Assert.Equal("sockeye-test", GetHostName());
        var tooLong = Assert.Throws<SocketFaultException>(() => SetHostName(new string('a', 65)));
        Assert.Equal(Errno.EINVAL, tooLong.Errno);
        Assert.EndsWith("a machine's name has at most 64 bytes", tooLong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SetHostName("a\0b"));
    });

    [PrivateMachineFact]
    public void ANameInLetters_IsFoundAsItStandsInFilesAndServers() => PrivateMachine.Run(Hosts, static () =>
    {
        var address = IPAddress.Parse("192.0.2.50");
        Assert.Equal(address, GetHostByName("BÜCHER.sockeye.test"));
        Assert.Equal(address, Assert.Single(GetHostByNameEx("bücher.sockeye.test").Addresses));
        Assert.Equal(address, ((IPEndPoint)GetAddrInfo("bücher.sockeye.test", 80)[0].EndPoint).Address);
        const AddressInfoFlags Canonical = AddressInfoFlags.AI_CANONNAME;
        Assert.Equal("xn--bcher-kva.sockeye.test", GetAddrInfo("buch", null, flags: Canonical)[0].CanonicalName);
        Assert.Equal("bücher.sockeye.test", GetAddrInfo("buch", null, flags: Canonical | AddressInfoFlags.AI_IDN | AddressInfoFlags.AI_CANONIDN)[0].CanonicalName);
        Assert.Equal("xn--bcher-kva.sockeye.test", GetNameInfo(new IPEndPoint(address, 80)).Host);
        Assert.Equal("bücher.sockeye.test", GetNameInfo(new IPEndPoint(address, 80), NameInfoFlags.NI_IDN).Host);
    });

    [PrivateMachineFact("python3")]
    public void Hosts_AreToUsWhatTheyAreToPython() => PrivateMachine.Run(Hosts, static () =>
    {
        string[] names = ["localhost", "canonical.sockeye.test", "alias2", "short", "bare", "192.0.2.10", "127.1", "", "<broadcast>", "a..b", new string('a', 300)];
        string[] questions = [.. names.SelectMany(static name => new[]
        {
            $"socket.gethostbyname('{name}')",
            $"(lambda e: e[0] + ' ' + ','.join(e[1]) + ' ' + ','.join(e[2]))(socket.gethostbyname_ex('{name}'))",
        })];
        string[] more = ["short", "bare", "canonical.sockeye.test", "192.0.2.12", "2001:db8::10", "no such name"];
        questions = [.. questions, .. more.Select(static name => $"socket.getfqdn('{name}')")];
        string[] ours = [.. names.SelectMany(static name => new[]
        {
            PythonAnswers.Ours(() => $"{GetHostByName(name)}"),
            PythonAnswers.Ours(() => Written(GetHostByNameEx(name))),
        })];
        ours = [.. ours, .. more.Select(static name => GetFqdn(name))];
        // Of what is no name at all Python's codec says that it is a wrong text, and gethostbyname_r has no number of gaierror.
        static string Kind(string answer) => answer.StartsWith("error", StringComparison.Ordinal) ? "error" : answer;
        Assert.Equal(questions.Zip(PythonAnswers.To(questions).Select(Kind)), questions.Zip(ours.Select(Kind)));
    });

    private static string Written(HostEntry host) => $"{host.Name} {string.Join(',', host.Aliases)} {string.Join(',', host.Addresses)}";

    [Theory]
    [InlineData(HostError.HOST_NOT_FOUND, ResolveError.EAI_NONAME, SocketError.HostNotFound, "the host is not known")]
    [InlineData(HostError.TRY_AGAIN, ResolveError.EAI_AGAIN, SocketError.TryAgain, "the name server did not answer; trying again may help")]
    [InlineData(HostError.NO_RECOVERY, ResolveError.EAI_FAIL, SocketError.NoRecovery, "the name server failed for good")]
    [InlineData(HostError.NO_DATA, ResolveError.EAI_NODATA, SocketError.NoData, "the name is known and has no address of this family")]
    public void HostErrors_AreSentencesWithACode(HostError error, ResolveError code, SocketError dotNet, string words)
    {
        NameResolutionException failure = LookupFault.OfHost("gethostbyaddr", "of 192.0.2.1", error, Errno.None);
        Assert.Equal((error, code, dotNet), (failure.HostError, failure.Code, failure.SocketErrorCode));
        Assert.Equal($"gethostbyaddr of 192.0.2.1: {words} ({error})", failure.Message);
    }

    [Fact]
    public void ASystemsOwnFailure_SaysItsErrno()
        => Assert.Equal("gethostbyname of x: too many open files (EMFILE)", LookupFault.OfHost("gethostbyname", "of x", HostError.NETDB_INTERNAL, Errno.EMFILE).Message);

    [Fact]
    public void AHostThatIsNotKnown_HasHostErrorAndName()
    {
        var failure = Assert.Throws<NameResolutionException>(() => GetHostByNameEx("no such name"));
        Assert.NotEqual(HostError.None, failure.HostError);
        Assert.StartsWith("gethostbyname of no such name: ", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("gethostbyname of no such name: ", Assert.Throws<NameResolutionException>(() => GetHostByName("no such name")).Message, StringComparison.Ordinal);
        Assert.StartsWith("gethostbyaddr of no such name: ", Assert.Throws<NameResolutionException>(() => GetHostByAddr("no such name")).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> NoNames => new()
    {
        { "a..b", "a part between two dots is empty" },
        { ".a", "a part between two dots is empty" },
        { new string('a', 300), "a name has at most 253 characters" },
        { new string('a', 64) + ".test", "a part between two dots has at most 63 characters" },
        { "ü..b", "a part of it is empty" },
        { new string('ü', 70), "longer than 63 characters when written in ASCII" },
    };

    [Theory]
    [MemberData(nameof(NoNames))]
    public void WhatCannotBeAName_IsNotAskedFor(string name, string why)
    {
        foreach (Action ask in new Action[] { () => GetAddrInfo(name, 80), () => GetHostByName(name), () => GetHostByNameEx(name), () => GetHostByAddr(name) })
        {
            var failure = Assert.Throws<NameResolutionException>(ask);
            Assert.Contains(why, failure.Message, StringComparison.Ordinal);
            Assert.True(failure.Code is ResolveError.EAI_NONAME or ResolveError.EAI_IDN_ENCODE, failure.Message);
        }

        Assert.Throws<ArgumentException>(() => GetHostByName(name + "\0"));
    }

    [Fact]
    public void HalfACharacter_IsNoText()
        => Assert.Equal(ResolveError.EAI_IDN_ENCODE, Assert.Throws<NameResolutionException>(() => GetAddrInfo("a\ud800b", 80)).Code);

    [Theory]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("日本語。jp", "xn--wgv71a119e.jp")]
    [InlineData("straße.example", "xn--strae-oqa.example")]
    [InlineData("Localhost.", "Localhost.")]
    [InlineData("fe80::1%ü", "fe80::1%ü")]
    [InlineData("", "")]
    [InlineData(null, null)]
    public void ANameIsAskedForInAscii(string? name, string? ascii) => Assert.Equal(ascii, HostText.ToAscii(name, "getaddrinfo"));

    // Every call that may ask a server, held to its time: none is left, so none is asked.
    [Fact]
    public async Task TimeIsUp_OrTheTokenCancelled_ForEveryCallThatMayAskAServer()
    {
        var none = new LookupOptions { Timeout = TimeSpan.Zero };
        var passed = new LookupOptions { Timeout = Connected.Patience, Deadline = Deadline.After(TimeSpan.Zero) };
        var cancelled = new LookupOptions { Cancellation = new CancellationToken(canceled: true) };
        var at = new IPEndPoint(IPAddress.Loopback, 80);
        (string, Action<LookupOptions>)[] calls =
        [
            ("getaddrinfo of localhost, service 80", o => GetAddrInfo("localhost", 80, options: o)),
            ("getnameinfo of 127.0.0.1:80", o => GetNameInfo(at, options: o)),
            ("gethostbyname of localhost", o => GetHostByName("localhost", o)),
            ("gethostbyname of localhost", o => GetHostByNameEx("localhost", o)),
            ("gethostbyaddr of 127.0.0.1", o => GetHostByAddr("127.0.0.1", o)),
            ("gethostbyaddr of 127.0.0.1", o => GetHostByAddr(IPAddress.Loopback, o)),
            ("getfqdn of localhost", o => GetFqdn("localhost", o)),
        ];
        foreach ((string sentence, Action<LookupOptions> call) in calls)
        {
            Assert.StartsWith(sentence + ": no answer in time", Assert.Throws<SocketTimeoutException>(() => call(none)).Message, StringComparison.Ordinal);
            Assert.Throws<SocketTimeoutException>(() => call(passed));
            Assert.ThrowsAny<OperationCanceledException>(() => call(cancelled));
            call(new LookupOptions { Timeout = Connected.Patience });
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => GetFqdn("localhost", new LookupOptions { Timeout = TimeSpan.FromSeconds(-2) }));
        await Assert.ThrowsAsync<SocketTimeoutException>(() => GetAddrInfoAsync("localhost", 80, options: none));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetNameInfoAsync(at, options: cancelled));
        Assert.Equal(GetAddrInfo("localhost", "80"), await GetAddrInfoAsync("localhost", "80"));
        Assert.Equal(GetNameInfo(at), await GetNameInfoAsync(at));
        Assert.Equal(GetHostByName("localhost"), await GetHostByNameAsync("localhost"));
        Assert.Equal(GetHostByNameEx("localhost").Name, (await GetHostByNameExAsync("localhost")).Name);
        Assert.Equal(GetHostByAddr("127.0.0.1").Name, (await GetHostByAddrAsync("127.0.0.1")).Name);
        Assert.Equal(GetHostByAddr(IPAddress.Loopback).Name, (await GetHostByAddrAsync(IPAddress.Loopback)).Name);
        Assert.Equal(GetFqdn("localhost"), await GetFqdnAsync("localhost"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => GetFqdnAsync(options: cancelled));
        await Assert.ThrowsAsync<NameResolutionException>(() => GetAddrInfoAsync("no such name", 80));
    }
}
