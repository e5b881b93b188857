using System.Net;

namespace Sockeye.Sockets.Tests.NameServers;

/// <summary>A name server that does not answer: time is kept, the program can go on, and it can end.</summary>
/// <remarks>The resolver would wait for minutes (<see cref="NamesScene"/>): what comes back long before that was not its doing.</remarks>
[Trait("Category", "Slow")]     // a process a test
public sealed class SilentServerTests(SharedNamesScene scene) : IClassFixture<SharedNamesScene>
{
    private const string Silent = "host.silent.test";
    private static readonly IPAddress SilentPointer = IPAddress.Parse("198.51.100.1");
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(20);
    private static readonly LookupOptions Short = new() { Timeout = TimeSpan.FromMilliseconds(200) };
    private static readonly LookupOptions Long = new() { Timeout = Generous };

    // That the process ends is what Run waits for: no thread that still asks keeps it.
    [InsideFact]
    public Task NoAnswer_TheDeadlineHolds_AndTheProcessEnds() => scene.Run(static () =>
    {
        foreach ((string operation, Action ask) in new (string, Action)[]
        {
            ("getaddrinfo of host.silent.test, service 80", static () => Names.GetAddrInfo(Silent, 80, options: Short)),
            ("gethostbyname of host.silent.test", static () => Names.GetHostByName(Silent, Short)),
            ("gethostbyname of host.silent.test", static () => Names.GetHostByNameEx(Silent, Short)),
            ("gethostbyaddr of host.silent.test", static () => Names.GetHostByAddr(Silent, Short)),
            ("gethostbyaddr of 198.51.100.1", static () => Names.GetHostByAddr(SilentPointer, Short)),
            ("getfqdn of host.silent.test", static () => Names.GetFqdn(Silent, Short)),
            ("getnameinfo of 198.51.100.1:80", static () => Names.GetNameInfo(new IPEndPoint(SilentPointer, 80), options: Short)),
            ("getaddrinfo of silent-alias.test, service 80", static () => Names.GetAddrInfo("silent-alias.test", 80, options: Short)),
            ("getaddrinfo of host.silent.test", static () => Socket.CreateConnection(Silent, 80, new ConnectOptions { Timeout = Short.Timeout })),
        })
        {
            long began = TimeProvider.System.GetTimestamp();
            SocketTimeoutException late = Assert.Throws<SocketTimeoutException>(ask);
            Assert.StartsWith(operation, late.Message, StringComparison.Ordinal);
            Assert.Contains("no answer in time", late.Message, StringComparison.Ordinal);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Generous, $"{operation} did not keep its deadline");
        }
    });

    [InsideFact]
    public Task NoAnswer_OneDeadlineForSeveral() => scene.Run(static () =>
    {
        var whole = new LookupOptions { Deadline = Deadline.After(TimeSpan.FromSeconds(2)) };
        Assert.NotEmpty(Names.GetAddrInfo("one.test", 80, options: whole));
        Assert.Throws<SocketTimeoutException>(() => Names.GetAddrInfo(Silent, 80, options: whole));
        Assert.Throws<SocketTimeoutException>(() => Names.GetHostByName(Silent, whole));
    });

    [InsideFact]
    public Task NoAnswer_AToken_EndsTheWait_AndTheProcessEnds() => scene.Run(static () =>
    {
        using var token = new CancellationTokenSource();
        var options = new LookupOptions { Cancellation = token.Token };
        BlockedCall[] calls =
        [
            new(() => Names.GetAddrInfo(Silent, 80, options: options)),
            new(() => Names.GetHostByNameEx(Silent, options)),
            new(() => Names.GetHostByAddr(SilentPointer, options)),
            new(() => Names.GetNameInfo(new IPEndPoint(SilentPointer, 80), options: options)),
            new(() => Socket.CreateConnection(Silent, 80, new ConnectOptions { Cancellation = token.Token })),
        ];
        Task<IReadOnlyList<AddressInfo>> task = Names.GetAddrInfoAsync(Silent, 80, options: options);
        Assert.All(calls, static call => Assert.False(call.Ended));
        token.Cancel();
        Assert.All(calls, static call => Assert.IsAssignableFrom<OperationCanceledException>(call.End()));
        Assert.ThrowsAny<OperationCanceledException>(() => task.WaitAsync(Generous).GetAwaiter().GetResult());
        Assert.ThrowsAny<OperationCanceledException>(() => Names.GetAddrInfo(Silent, 80, options: options));
    });

    // Each that was asked holds its thread until the resolver gives up; those in line that nobody waits for are not asked.
    [InsideFact]
    public Task ManyAbandoned_DoNotBlockTheNext() => scene.Run(
        static () =>
        {
            Task[] abandoned = [.. Enumerable.Range(0, 200).Select(static i => Names.GetAddrInfoAsync($"host{i}.silent.test", 80, options: Short))];
            Assert.All(abandoned, static one => Assert.Throws<SocketTimeoutException>(() => one.GetAwaiter().GetResult()));
            Assert.Equal(3, Names.GetAddrInfo("one.test", 80, kind: SocketKind.SOCK_STREAM, options: Long).Count);
            int threads = Directory.GetDirectories("/proc/self/task").Count(static task => File.ReadAllText(task + "/comm").StartsWith("sockeye lookup", StringComparison.Ordinal));
            Assert.InRange(threads, 1, 8);
        },
        hasty: true);

    [InsideFact]
    public Task NoAnswerAtAll_TheResolverGivesUpItself_IsAskAgain() => scene.Run(
        static () =>
        {
            Assert.Equal(ResolveError.EAI_AGAIN, Assert.Throws<NameResolutionException>(() => Names.GetAddrInfo(Silent, 80)).Code);
            Assert.Equal(HostError.TRY_AGAIN, Assert.Throws<NameResolutionException>(() => Names.GetHostByAddr(SilentPointer)).HostError);
            Assert.Equal(ResolveError.EAI_AGAIN, Assert.Throws<NameResolutionException>(() => Names.GetNameInfo(new IPEndPoint(SilentPointer, 80))).Code);
        },
        hasty: true);

    [InsideFact]
    public Task AIsAnswered_AaaaNever_TheDeadlineHolds_AndOneFamilyIsAtOnceThere() => scene.Run(static () =>
    {
        Assert.Throws<SocketTimeoutException>(() => Names.GetAddrInfo("host.half.test", 80, options: Short));
        Assert.Throws<SocketTimeoutException>(() => Names.GetAddrInfo("host.half.test", 80, Family.AF_INET6, options: Short));
        AddressInfo four = Assert.Single(Names.GetAddrInfo("host.half.test", 80, Family.AF_INET, SocketKind.SOCK_STREAM, options: Long));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 80), four.EndPoint);
        Assert.Equal(IPAddress.Loopback, Names.GetHostByName("host.half.test", Long));      // asks for A alone
    });

    [InsideFact]
    public Task AIsAnswered_AaaaNever_AreTheAddressesThatCame() => scene.Run(
        static () => Assert.Equal(
            new IPEndPoint(IPAddress.Loopback, 80),
            Assert.Single(Names.GetAddrInfo("host.half.test", 80, kind: SocketKind.SOCK_STREAM, options: Long)).EndPoint),
        hasty: true);
}
