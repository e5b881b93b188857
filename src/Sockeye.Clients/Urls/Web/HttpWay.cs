using Sockeye.Clients.Dialing;

namespace Sockeye.Clients.Urls.Web;

/// <summary>By which way a message goes: messages of the same way share connections.</summary>
/// <param name="Blocking">It is over when the call returns.</param>
/// <param name="IsHome">To the origin that the caller named. Another, which a redirect named, has a name of its own, and no right to know who asks.</param>
/// <param name="Dialer">What connects.</param>
/// <param name="HeadKibibytes">How long the head of an answer may be.</param>
internal readonly record struct HttpWay(bool Blocking, bool IsHome, Dialer Dialer, int HeadKibibytes);
