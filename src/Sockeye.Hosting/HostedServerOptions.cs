using Sockeye.Servers;

namespace Sockeye.Hosting;

/// <summary>Where and how a server of the host serves. What the program sets here are its defaults; the configuration's section <c>Sockeye:Servers:NAME</c> has the last word.</summary>
public sealed class HostedServerOptions
{
    /// <summary>Where, in the words of <see cref="Sockets.EndPointName"/>: <c>127.0.0.1:7000</c>, <c>:7000</c> (this machine alone), <c>[::]:7000</c> (every address of both families), <c>unix:/run/calc.sock</c>; for datagrams with <c>udp://</c> in front. Of a name with several addresses the first.</summary>
    public string? Endpoint { get; set; }

    /// <summary>How: limits, the way of serving, hooks.</summary>
    public ServingOptions Serving { get; set; } = new();

    /// <summary>What the configuration says and cannot be: told when the host starts, which it does not.</summary>
    internal List<string> Problems { get; } = [];
}
