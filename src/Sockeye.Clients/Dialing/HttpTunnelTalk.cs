using System.Buffers;
using System.Globalization;
using System.Text;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Dialing;

/// <summary>Asks an HTTP proxy for a tunnel: CONNECT, RFC 9110 section 9.3.6, with Basic authentication where there is a user (RFC 7617).</summary>
internal static class HttpTunnelTalk
{
    private const int AtOnce = 4096;

    private static readonly HttpLimits s_limits = new() { ForgiveBareLf = true };

    /// <param name="talk">With the proxy.</param>
    /// <param name="target">"host:port", "[v6]:port".</param>
    /// <exception cref="ProxyException">It refuses, in its own words.</exception>
    /// <exception cref="ProtocolException">It speaks no HTTP, or its head has no end.</exception>
    internal static async ValueTask Connect(ProxyTalk talk, string target)
    {
        var http = new HttpProtocol(HttpSide.Requester, s_limits);
        await talk.Say(Request(http, talk.Proxy, target)).ConfigureAwait(false);
        HttpEvent what;
        do
        {
            byte[] head = await TakeHead(talk).ConfigureAwait(false);
            what = Read(http, head);
        }
        while (what == HttpEvent.Informational);

        if (http.Head.Status is < 200 or > 299)
        {
            string reason = http.Head.Reason.Length == 0 ? "" : " " + http.Head.Reason;
            throw new ProxyException(target, talk.Proxy, http.Head.Status, string.Create(CultureInfo.InvariantCulture, $"the proxy answered {http.Head.Status}{reason}"));
        }
    }

    private static ReadOnlyMemory<byte> Request(HttpProtocol http, Proxy proxy, string target)
    {
        var request = new ArrayBufferWriter<byte>();
        var host = new HttpField("Host", target);
        if (proxy.User is null)
        {
            http.WriteRequest(request, "CONNECT", target, host);
        }
        else
        {
            string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{proxy.User}:{proxy.Password}"));
            http.WriteRequest(request, "CONNECT", target, host, new HttpField("Proxy-Authorization", "Basic " + credentials));
        }

        http.WriteEnd(request);
        return request.WrittenMemory;
    }

    // Looks first and takes then: behind the head may stand what the far server has said.
    private static async ValueTask<byte[]> TakeHead(ProxyTalk talk)
    {
        var head = new ArrayBufferWriter<byte>(AtOnce);
        while (true)
        {
            int before = head.WrittenCount;
            int came = await talk.Peek(head.GetMemory(AtOnce)[..AtOnce], before).ConfigureAwait(false);
            head.Advance(came);
            int end = EndOfHead(head.WrittenSpan, before);
            int taken = end < 0 ? came : end - before;
            await talk.Take(new byte[taken]).ConfigureAwait(false);
            if (end >= 0)
            {
                return head.WrittenSpan[..end].ToArray();
            }

            if (head.WrittenCount > s_limits.MaximumHead)
            {
                throw new ProtocolException(ProtocolError.TooLarge, $"the head of the proxy's answer is over the limit of {s_limits.MaximumHead} bytes", s_limits.MaximumHead);
            }
        }
    }

    // Behind the empty line; -1 where there is none yet.
    private static int EndOfHead(ReadOnlySpan<byte> head, int before)
    {
        for (int at = Math.Max(0, before - 2); at < head.Length; at++)
        {
            int lf = head[at..].IndexOf((byte)'\n');
            if (lf < 0)
            {
                return -1;
            }

            at += lf;
            ReadOnlySpan<byte> next = head[(at + 1)..];
            if (next.StartsWith("\n"u8) || next.StartsWith("\r\n"u8))
            {
                return at + (next[0] == '\n' ? 2 : 3);
            }
        }

        return -1;
    }

    private static HttpEvent Read(HttpProtocol http, byte[] head)
    {
        var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(head));
        HttpEvent what = http.Read(ref input);
        return what is HttpEvent.NeedMore ? throw new ProtocolException(ProtocolError.Malformed, "the proxy's answer is no head of HTTP", 0) : what;
    }
}
