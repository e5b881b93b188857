using Sockeye.Clients.Urls;
using Sockeye.Wire.Gopher;

namespace Sockeye.Clients.Gopher;

/// <summary>A gopher server answered with an error in place of what was asked for: an item of type 3.</summary>
public sealed class GopherErrorException : IOException
{
    internal GopherErrorException(GopherItem item, string peer)
        : base($"{peer}: {Shown.Line(item.Display)}") => (Item, Peer) = (item, peer);

    /// <summary>The answer; its words are in <see cref="GopherItem.Display"/>.</summary>
    public GopherItem Item { get; }

    /// <summary>Who answered.</summary>
    public string Peer { get; }
}
