using System.Net;
using Sockeye.Wire;
using Sockeye.Wire.Socks;

namespace Sockeye.Clients.Dialing;

/// <summary>Asks a SOCKS 5 proxy for a connection: RFC 1928, with a user's name and password where there are (RFC 1929).</summary>
internal static class SocksTalk
{
    private const int NotLetIn = 255;

    /// <param name="talk">With the proxy.</param>
    /// <param name="target">Where to, for messages.</param>
    /// <param name="address">Where to; null where the proxy is to look the name up.</param>
    /// <param name="host">The name.</param>
    /// <param name="port">And the port.</param>
    /// <exception cref="ProxyException">It does not let this user in, or cannot or may not connect there.</exception>
    /// <exception cref="ProtocolException">It speaks no SOCKS 5.</exception>
    internal static async ValueTask Connect(ProxyTalk talk, string target, IPAddress? address, string host, int port)
    {
        Proxy proxy = talk.Proxy;
        await LogIn(talk, target).ConfigureAwait(false);
        await talk.Say(address is null ? SocksCodec.WriteConnect(host, port) : SocksCodec.WriteConnect(address, port)).ConfigureAwait(false);
        byte[] start = new byte[SocksCodec.ReplyStart];
        await talk.Take(start).ConfigureAwait(false);
        byte[] whole = new byte[SocksCodec.ReplyLength(start)];
        start.CopyTo(whole, 0);
        await talk.Take(whole.AsMemory(start.Length)).ConfigureAwait(false);
        SocksReply reply = SocksCodec.ReadReply(whole);
        if (reply.Code != SocksReplyCode.Succeeded)
        {
            throw new ProxyException(target, proxy, (int)reply.Code, reply.Reason);
        }
    }

    private static async ValueTask LogIn(ProxyTalk talk, string target)
    {
        Proxy proxy = talk.Proxy;
        bool hasUser = proxy.User is not null;
        await talk.Say(hasUser ? SocksCodec.WriteGreeting(SocksMethod.None, SocksMethod.Password) : SocksCodec.WriteGreeting(SocksMethod.None)).ConfigureAwait(false);
        byte[] answer = new byte[SocksCodec.AnswerLength];
        await talk.Take(answer).ConfigureAwait(false);
        switch (SocksCodec.ReadMethod(answer))
        {
            case SocksMethod.None:
                return;

            case SocksMethod.Password when hasUser:
                await talk.Say(SocksCodec.WriteCredentials(proxy.User!, proxy.Password!)).ConfigureAwait(false);
                await talk.Take(answer).ConfigureAwait(false);
                if (!SocksCodec.ReadAdmission(answer))
                {
                    throw new ProxyException(target, proxy, NotLetIn, "the proxy refuses this user and password");
                }

                return;

            case SocksMethod.NoneAcceptable:
                throw new ProxyException(target, proxy, NotLetIn, hasUser ? "the proxy wants another way to log in than a user and a password" : "the proxy wants to know who asks: give it a user and a password");

            case SocksMethod other:
                throw new ProtocolException(ProtocolError.Malformed, $"the proxy chose the method {(byte)other}, which was not offered", 1);
        }
    }
}
