using System.Text;
using Sockeye.Loops;
using Sockeye.Servers;
using static Sockeye.Hosting.Settings.Words;

namespace Sockeye.Hosting.Settings;

/// <summary>One key of a server's section: how its words become an option. By hand and not by reflection, so that programs can be trimmed, and so that each wrong word is told with its key.</summary>
/// <remarks>What a value cannot be is a <see cref="FormatException"/> with the reason, or the option's own <see cref="ArgumentException"/>.</remarks>
internal static class Setting
{
    /// <summary>Beside these there is "Endpoint", and what is below "Tls".</summary>
    internal static readonly IReadOnlyDictionary<string, Func<ServingOptions, string, ServingOptions>> All =
        new Dictionary<string, Func<ServingOptions, string, ServingOptions>>(Registration.Comparer)
        {
            [nameof(ServingOptions.By)] = static (options, text) => options with { By = Word<ServeBy>(text) },
            [nameof(ServingOptions.Lane)] = static (options, text) => options with { Lane = Word<Lane>(text) },
            [nameof(ServingOptions.MaxThreads)] = static (options, text) => options with { MaxThreads = Number(text) },
            [nameof(ServingOptions.MaxConnections)] = static (options, text) => options with { MaxConnections = Number(text) },
            [nameof(ServingOptions.MaxPerAddress)] = static (options, text) => options with { MaxPerAddress = Number(text) },
            [nameof(ServingOptions.MaxDatagram)] = static (options, text) => options with { MaxDatagram = Number(text) },
            [nameof(ServingOptions.MaxPending)] = static (options, text) => options with { MaxPending = Number(text) },
            [nameof(ServingOptions.MinimumRate)] = static (options, text) => options with { MinimumRate = Number(text) },
            [nameof(ServingOptions.IdleTimeout)] = static (options, text) => options with { IdleTimeout = Time(text) },
            [nameof(ServingOptions.FrameTimeout)] = static (options, text) => options with { FrameTimeout = Time(text) },
            [nameof(ServingOptions.HandshakeTimeout)] = static (options, text) => options with { HandshakeTimeout = Time(text) },
            [nameof(ServingOptions.MaxHandshakes)] = static (options, text) => options with { MaxHandshakes = Number(text) },
            [nameof(ServingOptions.WriteTimeout)] = static (options, text) => options with { WriteTimeout = Time(text) },
            [nameof(ServingOptions.DrainTimeout)] = static (options, text) => options with { DrainTimeout = Time(text) },
            [nameof(ServingOptions.AbortTimeout)] = static (options, text) => options with { AbortTimeout = Time(text) },
            [nameof(ServingOptions.Refusal)] = static (options, text) => options with { Refusal = Encoding.UTF8.GetBytes(text) },
            [Listening(nameof(Sockets.ServerOptions.Backlog))] = static (options, text) => options with { Listening = options.Listening with { Backlog = Number(text) } },
            [Listening(nameof(Sockets.ServerOptions.ReuseAddress))] = static (options, text) => options with { Listening = options.Listening with { ReuseAddress = Truth(text) } },
            [Listening(nameof(Sockets.ServerOptions.ReusePort))] = static (options, text) => options with { Listening = options.Listening with { ReusePort = Truth(text) } },
            [Listening(nameof(Sockets.ServerOptions.DualStack))] = static (options, text) => options with { Listening = options.Listening with { DualStack = Truth(text) } },
        };

    private static string Listening(string key) => $"{nameof(ServingOptions.Listening)}:{key}";
}
