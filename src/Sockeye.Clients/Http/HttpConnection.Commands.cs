using Sockeye.Clients.Streams;
using Sockeye.Sockets;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <content>A request in one call.</content>
public sealed partial class HttpConnection
{
    /// <summary>Sends a request and waits for the head of its answer. Host, and what the body needs, are added where <paramref name="fields"/> lack them.</summary>
    /// <param name="method">The method, such as "DELETE". Letters count: "get" is not "GET".</param>
    /// <param name="target">The path and query, "/" where it is empty; host:port for CONNECT, * for OPTIONS, a whole URL for a proxy. Escaped: visible ASCII alone.</param>
    /// <param name="fields">Fields, such as <c>[new("Accept", "text/html")]</c>.</param>
    /// <param name="body">What is sent with it.</param>
    /// <exception cref="InvalidOperationException">The last answer has not been read to its end, or the connection takes no more requests.</exception>
    /// <exception cref="ProtocolException">The server broke the rules; or this side would have, and then nothing was sent.</exception>
    /// <exception cref="HttpClosedException">The server closed without an answer.</exception>
    /// <exception cref="SocketFaultException">The network failed, or the timeout passed.</exception>
    public HttpResponse Command(string method, string target, ReadOnlySpan<HttpField> fields = default, ReadOnlyMemory<byte> body = default)
    {
        Begin(method, target, fields, body.Length);
        return Finished.Of(Exchange(body, Turn.First, blocking: true, CancellationToken.None));
    }

    /// <summary><see cref="Command"/>, awaited.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <param name="fields">Fields.</param>
    /// <param name="body">What is sent with it; it must stay as it is until this is done.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public ValueTask<HttpResponse> CommandAsync(
        string method, string target, ReadOnlySpan<HttpField> fields = default, ReadOnlyMemory<byte> body = default, CancellationToken cancellation = default)
    {
        Begin(method, target, fields, body.Length);
        return Exchange(body, Turn.First, blocking: false, cancellation);
    }

    /// <summary>GET.</summary>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <param name="fields">Fields.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public HttpResponse Get(string target, ReadOnlySpan<HttpField> fields = default) => Command("GET", target, fields);

    /// <summary><see cref="Get"/>, awaited.</summary>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <param name="fields">Fields.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public ValueTask<HttpResponse> GetAsync(string target, ReadOnlySpan<HttpField> fields = default, CancellationToken cancellation = default)
        => CommandAsync("GET", target, fields, cancellation: cancellation);

    /// <summary>HEAD: the head of what a GET would have, and no body.</summary>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <param name="fields">Fields.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public HttpResponse Head(string target, ReadOnlySpan<HttpField> fields = default) => Command("HEAD", target, fields);

    /// <summary><see cref="Head"/>, awaited.</summary>
    /// <param name="target">The path and query, "/" where it is empty.</param>
    /// <param name="fields">Fields.</param>
    /// <param name="cancellation">Ends the wait, and with it the connection.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public ValueTask<HttpResponse> HeadAsync(string target, ReadOnlySpan<HttpField> fields = default, CancellationToken cancellation = default)
        => CommandAsync("HEAD", target, fields, cancellation: cancellation);

    private void Begin(string method, string target, ReadOnlySpan<HttpField> fields, int length)
    {
        Demand(Step.Request);
        _request.Start(method, target);
        foreach (HttpField field in fields)
        {
            _request.Add(field);
        }

        _request.Complete(_authority.Field, _options.HalfCloses, length);
    }
}
