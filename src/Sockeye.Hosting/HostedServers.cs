using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sockeye.Hosting.Handlers;
using Sockeye.Hosting.Running;
using Sockeye.Hosting.Settings;
using Sockeye.Servers;

namespace Sockeye.Hosting;

/// <summary>Servers as parts of .NET's generic host: it starts and stops them, configures them, and has their logs. docs/hosting.md is about them.</summary>
/// <remarks>
/// <para>Each server has a name: it is its section in the configuration (<c>Sockeye:Servers:NAME</c>), its logger's category (<c>Sockeye.Servers.NAME</c>), and
/// the key under which the container has the <see cref="Server"/> once the host has started.</para>
/// <para>Errors. A server that is configured wrongly is an <see cref="OptionsValidationException"/> when the host starts, with key and value; an address that cannot be
/// had is the <see cref="Sockets.SocketFaultException"/> that says why. In both cases nothing has been served.</para>
/// </remarks>
public static class HostedServers
{
    /// <summary>A server of connections: TCP, or a Unix socket. Each has a scope of the container, and a handler that is made there.</summary>
    /// <typeparam name="THandler">The handler; what its constructor asks for is the container's. Registered as scoped, unless it is registered already.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeServer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, Action<HostedServerOptions>? configure = null)
        where THandler : StreamHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.Add(name, StreamHandlers.OfClass<THandler>(), configure);
    }

    /// <summary>The same with a delegate.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="handler">A conversation with one client.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeServer(this IServiceCollection services, string name, Func<StreamRequest, Task> handler, Action<HostedServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return services.Add(name, new StreamHandlers(_ => handler, HandlerName.Of(handler)), configure);
    }

    /// <summary>The same with a delegate that is given services.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="handler">A conversation with one client, and the services of its scope.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeServer(this IServiceCollection services, string name, Func<StreamRequest, IServiceProvider, Task> handler, Action<HostedServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return services.Add(name, StreamHandlers.InScopes(handler, HandlerName.Of(handler)), configure);
    }

    /// <summary>A server of datagrams: UDP, or a Unix socket. Each datagram has a scope of the container, and a handler that is made there.</summary>
    /// <typeparam name="THandler">The handler; what its constructor asks for is the container's. Registered as scoped, unless it is registered already.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeDatagramServer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services, string name, Action<HostedServerOptions>? configure = null)
        where THandler : DatagramHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddScoped<THandler>();
        return services.Add(name, DatagramHandlers.OfClass<THandler>(), configure);
    }

    /// <summary>The same with a delegate.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="handler">What is done with one datagram.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeDatagramServer(
        this IServiceCollection services, string name, Func<DatagramRequest, ValueTask> handler, Action<HostedServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return services.Add(name, new DatagramHandlers(_ => handler), configure);
    }

    /// <summary>The same with a delegate that is given services.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The server's name, without a colon.</param>
    /// <param name="handler">What is done with one datagram, and the services of its scope.</param>
    /// <param name="configure">The program's defaults, before the configuration.</param>
    /// <exception cref="ArgumentException">There is a server of that name, or it is no name.</exception>
    public static IServiceCollection AddSockeyeDatagramServer(
        this IServiceCollection services, string name, Func<DatagramRequest, IServiceProvider, ValueTask> handler, Action<HostedServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(handler);
        return services.Add(name, DatagramHandlers.InScopes(handler), configure);
    }

    private static IServiceCollection Add(this IServiceCollection services, string name, IHandlers handlers, Action<HostedServerOptions>? configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{name}' is the name of a section of the configuration, and has no '{ConfigurationPath.KeyDelimiter}' in it", nameof(name));
        }

        if (services.Any(service => service.ImplementationInstance is Registration other && Registration.Comparer.Equals(other.Name, name)))
        {
            throw new ArgumentException($"there is a server '{name}' already: each has a name of its own", nameof(name));
        }

        services.AddSingleton(new Registration(name, handlers));
        services.AddKeyedSingleton(name, static (provider, key) => provider.GetRequiredService<ServersService>().Find((string)key!));
        services.TryAddSingleton<ServersService>();
        if (!services.Any(static service => service.ServiceType == typeof(IValidateOptions<HostedServerOptions>) && service.ImplementationType == typeof(OptionsRules)))
        {
            services.AddSingleton<IValidateOptions<HostedServerOptions>, OptionsRules>();
            services.AddHostedService(static provider => provider.GetRequiredService<ServersService>());
        }

        services.AddOptions<HostedServerOptions>(name)
            .Configure(configure ?? (static _ => { }))
            .Configure<IServiceProvider>((options, provider) => Section.Of(name, provider)?.Apply(options))
            .ValidateOnStart();
        return services;
    }
}
