using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Sockeye.Hosting.Settings;
using Sockeye.Loops;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests.Settings;

/// <summary>What the configuration may say of a server, and what becomes of it.</summary>
public sealed class SettingTests
{
    /// <summary>What is code, a section of its own, or an object of the program's, is no word of a file; nor is what belongs to a way that a host has not.</summary>
    private static readonly string[] s_ofTheProgram =
        [nameof(ServingOptions.Loops), nameof(ServingOptions.Verify), nameof(ServingOptions.Failed), nameof(ServingOptions.Clock), nameof(ServingOptions.StopsOnSignals), nameof(ServingOptions.Tls), nameof(ServingOptions.MaxProcesses)];

    [Fact]
    public void EveryOption_HasAKey_OrIsTheProgramsOwn()
    {
        IEnumerable<string> options = Settable(typeof(ServingOptions)).Except(s_ofTheProgram).SelectMany(static name => name == nameof(ServingOptions.Listening)
            ? Settable(typeof(ServerOptions)).Select(static inner => $"{nameof(ServingOptions.Listening)}:{inner}")
            : [name]);
        Assert.Equal(options.Order(StringComparer.Ordinal), Setting.All.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EveryKey_SetsItsOption()
    {
        HostedServerOptions options = Options(
            ("calc:Endpoint", "127.0.0.1:7000"), ("calc:by", "threads"), ("calc:Lane", "Pool"), ("calc:MaxThreads", "1"),
            ("calc:MaxConnections", "3"), ("calc:MaxPerAddress", "unlimited"), ("calc:MaxDatagram", "5"), ("calc:MaxPending", "6"), ("calc:MinimumRate", "0"),
            ("calc:IdleTimeout", "00:00:07"), ("calc:HandshakeTimeout", "00:00:09"), ("calc:MaxHandshakes", "4"), ("calc:FrameTimeout", "Unlimited"), ("calc:WriteTimeout", "1.00:00:00"), ("calc:DrainTimeout", "00:00:00"), ("calc:AbortTimeout", "00:00:00.5"),
            ("calc:Refusal", "421 full\r\n"), ("calc:Listening:Backlog", "8"), ("calc:Listening:ReuseAddress", "false"), ("calc:Listening:ReusePort", "true"), ("calc:Listening:DualStack", "True"));
        Assert.Equal("127.0.0.1:7000", options.Endpoint);
        Assert.Equal("421 full\r\n"u8, options.Serving.Refusal.Span);
        var expected = new ServingOptions
        {
            By = ServeBy.Threads,
            Lane = Lane.Pool,
            MaxThreads = 1,
            MaxConnections = 3,
            MaxPerAddress = int.MaxValue,
            MaxDatagram = 5,
            MaxPending = 6,
            MinimumRate = 0,
            IdleTimeout = TimeSpan.FromSeconds(7),
            HandshakeTimeout = TimeSpan.FromSeconds(9),
            MaxHandshakes = 4,
            FrameTimeout = Timeout.InfiniteTimeSpan,
            WriteTimeout = TimeSpan.FromDays(1),
            DrainTimeout = TimeSpan.Zero,
            AbortTimeout = TimeSpan.FromSeconds(0.5),
            Refusal = options.Serving.Refusal,
            Listening = new ServerOptions { Backlog = 8, ReuseAddress = false, ReusePort = true, DualStack = true },
        };
        Assert.Equal(expected, options.Serving);
    }

    [Fact]
    public void TheConfiguration_HasTheLastWord_AndTheProgramWhereItIsSilent()
    {
        using IHost host = Scene.Host(
            static services => services.AddSockeyeServer("calc", Scene.Echo, static options =>
            {
                options.Endpoint = "127.0.0.1:7000";
                options.Serving = options.Serving with { MaxConnections = 5, MaxThreads = 6 };
            }),
            ("calc:MaxThreads", "7"));
        HostedServerOptions options = Of(host, "calc");
        Assert.Equal(("127.0.0.1:7000", 5, 7), (options.Endpoint, options.Serving.MaxConnections, options.Serving.MaxThreads));
    }

    [Theory]
    [InlineData("MaxConnections", "0", "Sockeye:Servers:calc:MaxConnections = 0: above zero")]
    [InlineData("MaxConnections", "many", "Sockeye:Servers:calc:MaxConnections = many: a whole number is meant, or \"unlimited\"")]
    [InlineData("MaxConnections", "1,000", "Sockeye:Servers:calc:MaxConnections = 1,000: a whole number")]
    [InlineData("IdleTimeout", "30", "Sockeye:Servers:calc:IdleTimeout = 30: a time is written as hours:minutes:seconds")]
    [InlineData("IdleTimeout", "00:00:00", "Sockeye:Servers:calc:IdleTimeout = 00:00:00: above zero and no more than 24 days")]
    [InlineData("By", "Thread", "Sockeye:Servers:calc:By = Thread: one of Loops, OneAtATime, Threads, Processes, Selector is meant")]
    [InlineData("By", "2", "Sockeye:Servers:calc:By = 2: one of Loops")]
    [InlineData("By", "Processes", "Sockeye:Servers:calc:By = Processes: a worker is this program once more")]
    [InlineData("Listening:DualStack", "yes", "Sockeye:Servers:calc:Listening:DualStack = yes: true or false is meant")]
    [InlineData("MaxConection", "5", "Sockeye:Servers:calc:MaxConection = 5: there is no such key; there are Endpoint, By, ")]
    [InlineData("Listening:Backlogs", "5", "Sockeye:Servers:calc:Listening:Backlogs = 5: there is no such key")]
    [InlineData("Listening", "5", "Sockeye:Servers:calc:Listening = 5: there is no such key")]
    [InlineData("Limits", null, "Sockeye:Servers:calc:Limits: there is no such key")]
    [InlineData("Endpoint", "7000", "Sockeye:Servers:calc:Endpoint = 7000: '7000' has no port")]
    [InlineData("Endpoint", "udp://:7000", "Sockeye:Servers:calc:Endpoint = udp://:7000: udp:// is for datagrams")]
    [InlineData("Endpoint", "", "Sockeye:Servers:calc:Endpoint is missing")]
    public async Task AWrongSetting_IsTold_WhenTheHostStarts(string key, string? value, string words)
    {
        OptionsValidationException refused = await Refused(static services => services.AddSockeyeServer("calc", Scene.Echo, static options => options.Endpoint = "127.0.0.1:0"), ($"calc:{key}", value));
        Assert.StartsWith(words, Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AllThatIsWrong_IsToldAtOnce()
    {
        OptionsValidationException refused = await Refused(
            static services => services.AddSockeyeServer("calc", Scene.Echo), ("calc:MaxThreads", "-1"), ("calc:Colour", "red"));
        Assert.Equal(3, refused.Failures.Count());      // and no endpoint
        Assert.Contains("Sockeye:Servers:calc:Colour = red", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatIsNot_IsTold()
    {
        OptionsValidationException refused = await Refused(
            static services => services.AddSockeyeServer("calc", Scene.Echo, static options => options.Endpoint = "127.0.0.1:0"), ("clac:MaxThreads", "5"));
        Assert.Equal("Sockeye:Servers:clac: the program has no server of that name; it has calc", Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task AWordInPlaceOfASection_IsTold()
    {
        OptionsValidationException refused = await Refused(
            static services => services.AddSockeyeServer("calc", Scene.Echo, static options => options.Endpoint = "127.0.0.1:0"), ("calc", "127.0.0.1:7000"));
        Assert.Equal("Sockeye:Servers:calc = 127.0.0.1:7000: a section of keys is meant", Assert.Single(refused.Failures));
    }

    [Theory]
    [InlineData("127.0.0.1:0", "the handler of this server takes datagrams: write udp://127.0.0.1:0")]
    [InlineData("unix:@x", "the handler of this server takes datagrams: write udp://unix:@x")]
    public async Task DatagramsHaveTheirOwnEndpoints(string endpoint, string words)
    {
        OptionsValidationException refused = await Refused(static services => services.AddSockeyeDatagramServer("calc", static request => request.ReplyAsync(request.Data)), ("calc:Endpoint", endpoint));
        Assert.Equal($"Sockeye:Servers:calc:Endpoint = {endpoint}: {words}", Assert.Single(refused.Failures));
    }

    [Fact]
    public async Task DatagramsHaveTheirOwnWays()
    {
        OptionsValidationException refused = await Refused(
            static services => services.AddSockeyeDatagramServer("calc", static request => request.ReplyAsync(request.Data)), ("calc:Endpoint", "udp://127.0.0.1:0"), ("calc:By", "Selector"));
        Assert.StartsWith("Sockeye:Servers:calc:By = Selector: is no way of serving datagrams", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignalsAreTheHosts()
    {
        OptionsValidationException refused = await Refused(static services => services.AddSockeyeServer("calc", Scene.Echo, static options =>
        {
            options.Endpoint = "127.0.0.1:0";
            options.Serving = new ServingOptions { StopsOnSignals = true };
        }));
        Assert.Contains(nameof(ServingOptions.StopsOnSignals), Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAreTheirOwn()
    {
        var services = new ServiceCollection();
        services.AddSockeyeServer("calc", Scene.Echo);
        Assert.Contains("there is a server 'Calc' already", Assert.Throws<ArgumentException>(() => services.AddSockeyeServer("Calc", Scene.Echo)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => services.AddSockeyeServer("a:b", Scene.Echo));
        Assert.Throws<ArgumentException>(() => services.AddSockeyeServer(" ", Scene.Echo));
    }

    private static async Task<OptionsValidationException> Refused(Action<IServiceCollection> add, params (string Key, string? Value)[] settings)
    {
        using IHost host = Scene.Host(add, settings);
        return await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().InTime());
    }

    private static HostedServerOptions Options(params (string Key, string? Value)[] settings)
    {
        using IHost host = Scene.Host(static services => services.AddSockeyeServer("calc", Scene.Echo), settings);
        return Of(host, "calc");
    }

    private static HostedServerOptions Of(IHost host, string name) => host.Services.GetRequiredService<IOptionsMonitor<HostedServerOptions>>().Get(name);

    private static IEnumerable<string> Settable(Type type)
        => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.SetMethod?.IsPublic == true).Select(static property => property.Name);
}
