using Sockeye.Hosting.Handlers;

namespace Sockeye.Hosting;

/// <summary>A server that the program has asked for.</summary>
internal sealed record Registration(string Name, IHandlers Handlers)
{
    /// <summary>How names are told apart: as the configuration does, where they are sections.</summary>
    internal static StringComparer Comparer => StringComparer.OrdinalIgnoreCase;
}
