using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <summary>How an <see cref="HttpConnection"/> connects, asks and waits.</summary>
public sealed record HttpConnectionOptions
{
    /// <summary>The timeout of a verb, the dialer, how TLS is spoken, the record of what is said.</summary>
    public ClientOptions Client { get; init; } = new();

    /// <summary>Speak TLS; the port is then 443 where none is given. Off where nothing is said.</summary>
    public bool IsSecure { get; init; }

    /// <summary>The digit behind "HTTP/1." in requests: 1 where nothing is said, or 0, with which the server closes behind its answer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is neither.</exception>
    public int MinorVersion
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            field = value;
        }
    }
    = 1;

    /// <summary>
    /// Close the sending half behind each request, as shutdown(2) with SHUT_WR does it: the server sees the end of what is asked, and there is one exchange to a
    /// connection. Off where nothing is said: some servers take it for a client that has gone.
    /// </summary>
    public bool HalfCloses { get; init; }

    /// <summary>
    /// Connect anew, where nothing is said: for the next request when the last exchange was the connection's last; and once more for a GET, HEAD, OPTIONS or TRACE
    /// without a body when the server turns out to have closed a kept connection before it answered (RFC 9110, section 9.2.2). As auto_open of Python's http.client
    /// does the first of these.
    /// </summary>
    public bool Reconnects { get; init; } = true;

    /// <summary>
    /// How long a request that "Expect: 100-continue" waits for its answer before the body is sent all the same (RFC 9110, section 10.1.1). More than zero; one second
    /// where nothing is said, as curl(1) waits. Blocking, over TLS or a stream, the body is sent without a wait, which is allowed too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is zero or less, or longer than a timer may wait.</exception>
    public TimeSpan ContinueTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value.TotalMilliseconds, int.MaxValue);
            field = value;
        }
    }
    = TimeSpan.FromSeconds(1);

    /// <summary>Is shown each 1xx answer but 101, which are else passed over. The head is good until it returns.</summary>
    public Action<HttpHead>? Informational { get; init; }

    /// <summary>How much of an answer is taken.</summary>
    public HttpLimits Limits { get; init; } = new();
}
