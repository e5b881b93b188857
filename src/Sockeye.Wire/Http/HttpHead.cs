using System.Text;

namespace Sockeye.Wire.Http;

/// <summary>
/// The head of a message that was read: start line and fields. One object, filled anew for each message of a connection: copy what must stay.
/// </summary>
public sealed class HttpHead
{
    private int _methodLength;
    private int _target;
    private int _targetLength;
    private int _reason;
    private int _reasonLength;

    internal HttpHead()
    {
    }

    /// <summary>The fields, in order.</summary>
    public HttpFields Fields { get; } = new();

    /// <summary>The digit behind "HTTP/1.": 0 or 1.</summary>
    public int MinorVersion { get; private set; }

    /// <summary>The status code of a response, 100 to 999; 0 for a request.</summary>
    public int Status { get; private set; }

    /// <summary>The method of a request as it came; methods are case-sensitive. Empty for a response.</summary>
    public ReadOnlySpan<byte> MethodBytes => Fields.Bytes.AsSpan(0, _methodLength);

    /// <summary>The target of a request as it came: a path and query, an absolute URL, host:port, or *.</summary>
    public ReadOnlySpan<byte> TargetBytes => Fields.Bytes.AsSpan(_target, _targetLength);

    /// <summary>The words behind a status code; may be empty.</summary>
    public ReadOnlySpan<byte> ReasonBytes => Fields.Bytes.AsSpan(_reason, _reasonLength);

    /// <summary>The method as text; the common ones cost no allocation.</summary>
    public string Method => MethodBytes switch
    {
        var m when m.SequenceEqual("GET"u8) => "GET",
        var m when m.SequenceEqual("HEAD"u8) => "HEAD",
        var m when m.SequenceEqual("POST"u8) => "POST",
        var m when m.SequenceEqual("PUT"u8) => "PUT",
        var m when m.SequenceEqual("DELETE"u8) => "DELETE",
        var m when m.SequenceEqual("OPTIONS"u8) => "OPTIONS",
        var m when m.SequenceEqual("CONNECT"u8) => "CONNECT",
        var m => Encoding.ASCII.GetString(m),
    };

    /// <summary>The target as text.</summary>
    public string Target => Encoding.ASCII.GetString(TargetBytes);

    /// <summary>The reason as text (Latin-1).</summary>
    public string Reason => Encoding.Latin1.GetString(ReasonBytes);

    /// <summary>The client waits for "100 Continue" before it sends the body.</summary>
    public bool ExpectsContinue => Status == 0 && MinorVersion == 1 && Fields.HasMember("expect"u8, "100-continue"u8);

    /// <summary>The start line, for a reader.</summary>
    public override string ToString() => Status == 0 ? $"{Method} {Target} HTTP/1.{MinorVersion}" : $"HTTP/1.{MinorVersion} {Status} {Reason}";

    internal void SetRequest(int methodLength, int target, int targetLength, int minorVersion)
    {
        (_methodLength, _target, _targetLength, MinorVersion) = (methodLength, target, targetLength, minorVersion);
        (Status, _reason, _reasonLength) = (0, 0, 0);
    }

    internal void SetResponse(int status, int reason, int reasonLength, int minorVersion)
    {
        (Status, _reason, _reasonLength, MinorVersion) = (status, reason, reasonLength, minorVersion);
        (_methodLength, _target, _targetLength) = (0, 0, 0);
    }
}
