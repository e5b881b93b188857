using Microsoft.Extensions.Configuration;

namespace Sockeye.Hosting.Settings;

/// <summary>What the configuration says of one server: <c>Sockeye:Servers:NAME</c>. A key that is none is a mistake that somebody should hear of, for the limit he meant is not set.</summary>
internal sealed class Section(IConfigurationSection section)
{
    internal const string AllServers = "Sockeye:Servers";

    private const string EndpointKey = nameof(HostedServerOptions.Endpoint);

    /// <summary>Null where the host has no configuration.</summary>
    internal static Section? Of(string name, IConfiguration? configuration)
        => configuration is null ? null : new Section(configuration.GetSection(ConfigurationPath.Combine(AllServers, name)));

    /// <summary>Sets what it says, and notes what cannot be.</summary>
    internal void Apply(HostedServerOptions options)
    {
        if (section.Value is string text)
        {
            options.Problems.Add($"{section.Path} = {text}: a section of keys is meant");
        }

        foreach ((string key, string? value) in section.AsEnumerable(makePathsRelative: true).Where(static entry => entry.Key.Length > 0))
        {
            if (Problem(key, value, options) is string problem)
            {
                options.Problems.Add($"{section.Path}:{key}{(value is null ? "" : $" = {value}")}: {problem}");
            }
        }
    }

    private static string? Problem(string key, string? value, HostedServerOptions options)
    {
        if (Registration.Comparer.Equals(key, EndpointKey))
        {
            options.Endpoint = value;
            return null;
        }

        if (!Setting.All.TryGetValue(key, out var set))
        {
            return IsAbove(key) && string.IsNullOrEmpty(value) ? null : $"there is no such key; there are {string.Join(", ", Setting.All.Keys.Prepend(EndpointKey))}";
        }

        try
        {
            options.Serving = value is null ? options.Serving : set(options.Serving, value);
            return null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            return wrong is ArgumentException argument ? Reason(argument) : wrong.Message;
        }
    }

    // "Listening", which stands above "Listening:Backlog".
    private static bool IsAbove(string key) => Setting.All.Keys.Any(known => known.StartsWith(key + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase));

    // For a person who knows the key, and nothing of our parameter.
    private static string Reason(ArgumentException wrong) => wrong.Message.Split([" (Parameter ", Environment.NewLine], StringSplitOptions.None)[0];
}
