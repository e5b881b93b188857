using System.Globalization;
using System.Runtime.InteropServices;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Clients.Http;

/// <summary>The request that is being put together, or was sent last: one object for all of a connection's. What is wrong with it Wire says when it is written.</summary>
internal sealed class HttpRequest
{
    private readonly List<HttpField> _fields = [];

    internal string Method { get; private set; } = "";

    internal string Target { get; private set; } = "";

    internal ReadOnlySpan<HttpField> Fields => CollectionsMarshal.AsSpan(_fields);

    /// <summary>It says where its body ends by chunks.</summary>
    internal bool IsChunked { get; private set; }

    /// <summary>It waits for "100 Continue" before its body.</summary>
    internal bool Expects { get; private set; }

    /// <summary>A field of it is not for a record.</summary>
    internal bool HasSecret { get; private set; }

    /// <summary>Its body was sent, or begun.</summary>
    internal bool HasBody { get; set; }

    /// <summary>It may be sent twice: RFC 9110, section 9.2.1.</summary>
    internal bool IsSafe => !HasBody && Method is "GET" or "HEAD" or "OPTIONS" or "TRACE";

    internal void Start(string method, string target)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(target);
        (Method, Target) = (method, target.Length == 0 ? "/" : target);
        (IsChunked, Expects, HasSecret, HasBody) = (false, false, false, false);
        _fields.Clear();
    }

    internal void Add(HttpField field)
    {
        ArgumentNullException.ThrowIfNull(field.Name, nameof(field));
        ArgumentNullException.ThrowIfNull(field.Value, nameof(field));
        _fields.Add(field);
    }

    /// <summary>Adds what a request needs and its caller did not say.</summary>
    /// <param name="host">The server's name.</param>
    /// <param name="isLast">No other request follows on this connection.</param>
    /// <param name="length">Bytes of a body that is known; null where it comes step by step.</param>
    internal void Complete(string host, bool isLast, int? length)
    {
        (bool hasHost, bool hasEnd, bool hasConnection) = (false, false, false);
        foreach (HttpField field in _fields)
        {
            hasHost |= Is(field, "Host");
            hasConnection |= Is(field, "Connection");
            hasEnd |= Is(field, "Content-Length");
            DemandFitting(field, length);
            HasSecret |= HttpSecrets.Is(field.Name);
            IsChunked |= Is(field, "Transfer-Encoding");
            Expects |= Is(field, "Expect") && field.Value.Contains("100-continue", StringComparison.OrdinalIgnoreCase);
        }

        if (!hasHost)
        {
            _fields.Insert(0, new HttpField("Host", host));
        }

        // RFC 9110 section 8.6: of a method that means something with a body, that there is none is said too.
        if (!hasEnd && !IsChunked && (length > 0 || (length == 0 && Method is "POST" or "PUT" or "PATCH")))
        {
            _fields.Add(new HttpField("Content-Length", length.Value.ToString(CultureInfo.InvariantCulture)));
        }

        if (isLast && !hasConnection)
        {
            _fields.Add(new HttpField("Connection", "close"));
        }
    }

    // Else it would be found when the head has gone, for a long body follows that.
    private static void DemandFitting(HttpField field, int? length)
    {
        if (length is int known && Is(field, "Content-Length") && long.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long said) && said != known)
        {
            throw new ProtocolException(ProtocolError.Malformed, string.Create(CultureInfo.InvariantCulture, $"Content-Length says {said}, and the body has {known} bytes"), 0, Blame.Caller);
        }
    }

    public override string ToString() => $"{Method} {Target}";

    private static bool Is(HttpField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
