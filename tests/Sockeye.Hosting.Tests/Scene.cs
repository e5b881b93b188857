using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Hosting.Tests;

/// <summary>Hosts, handlers and words that many tests share.</summary>
internal static class Scene
{
    internal static TimeSpan Patience { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A host with nothing but what a test adds: no files, no environment.</summary>
    internal static IHost Host(Action<IServiceCollection> add, params (string Key, string? Value)[] settings) => Host(new HeardLog(), add, settings);

    internal static IHost Host(HeardLog log, Action<IServiceCollection> add, params (string Key, string? Value)[] settings)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create($"Sockeye:Servers:{setting.Key}", setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        add(builder.Services);
        return builder.Build();
    }

    internal static Server Server(this IHost host, string name) => host.Services.GetRequiredKeyedService<Server>(name);

    internal static Socket Connect(this IHost host, string name)
    {
        Socket client = Socket.CreateConnection(host.Server(name).LocalEndPoint);
        client.Timeout = Patience;
        return client;
    }

    internal static Task Echo(StreamRequest request) => request.Input.CopyToAsync(request.Output);

    /// <summary>For as long as the connection is open: it does not look whether the server stops.</summary>
    internal static Task Stay(StreamRequest request) => request.Input.CopyToAsync(Stream.Null);

    internal static void Ping(this Socket client)
    {
        byte[] sent = [1, 2, 3, 4];
        byte[] back = new byte[sent.Length];
        client.SendAll(sent);
        client.ReceiveExactly(back);
        Assert.Equal(sent, back);
    }

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Patience);

    internal static Task InTime(this Task task) => task.WaitAsync(Patience);
}
