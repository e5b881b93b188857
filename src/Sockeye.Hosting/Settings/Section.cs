using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sockeye.Hosting.Settings;

/// <summary>What the configuration says of one server: <c>Sockeye:Servers:NAME</c>. A key that is none is a mistake that somebody should hear of, for the limit he meant is not set.</summary>
internal sealed class Section(IConfigurationSection section, string root)
{
    internal const string AllServers = "Sockeye:Servers";

    private const string EndpointKey = nameof(HostedServerOptions.Endpoint);
    private const string TlsKey = nameof(Servers.ServingOptions.Tls);

    /// <summary>Null where the host has no configuration.</summary>
    internal static Section? Of(string name, IServiceProvider services) => services.GetService<IConfiguration>() is IConfiguration configuration
        ? new Section(configuration.GetSection(ConfigurationPath.Combine(AllServers, name)), services.GetService<IHostEnvironment>()?.ContentRootPath ?? Environment.CurrentDirectory)
        : null;

    /// <summary>Sets what it says, and notes what cannot be.</summary>
    internal void Apply(HostedServerOptions options)
    {
        if (section.Value is string text)
        {
            options.Problems.Add($"{section.Path} = {text}: a section of keys is meant");
        }

        foreach (IConfigurationSection below in section.GetChildren())
        {
            if (Registration.Comparer.Equals(below.Key, TlsKey))
            {
                options.Serving = options.Serving with { Tls = new TlsSection(below, root).Read(options.Serving.Tls, options.Problems) };
                continue;
            }

            foreach ((string path, string? value) in below.AsEnumerable())
            {
                string key = path[(section.Path.Length + 1)..];
                if (Problem(key, value, options) is string problem)
                {
                    options.Problems.Add($"{section.Path}:{key}{(value is null ? "" : $" = {value}")}: {problem}");
                }
            }
        }
    }

    /// <summary>The reason for a person who knows the key, and nothing of our parameter.</summary>
    internal static string Reason(Exception wrong) => wrong is ArgumentException ? wrong.Message.Split([" (Parameter ", Environment.NewLine], StringSplitOptions.None)[0] : wrong.Message;

    private static string? Problem(string key, string? value, HostedServerOptions options)
    {
        if (Registration.Comparer.Equals(key, EndpointKey))
        {
            options.Endpoint = value;
            return null;
        }

        if (!Setting.All.TryGetValue(key, out var set))
        {
            return IsAbove(key) && string.IsNullOrEmpty(value) ? null : $"there is no such key; there are {string.Join(", ", Setting.All.Keys.Prepend(EndpointKey).Append(TlsKey))}";
        }

        try
        {
            options.Serving = value is null ? options.Serving : set(options.Serving, value);
            return null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            return Reason(wrong);
        }
    }

    // "Listening", which stands above "Listening:Backlog".
    private static bool IsAbove(string key) => Setting.All.Keys.Any(known => known.StartsWith(key + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase));
}
