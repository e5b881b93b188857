using System.Globalization;

namespace Sockeye.Wire.Urls;

/// <summary>What Python's two results have in common.</summary>
/// <param name="Scheme">Lower case, without colon.</param>
/// <param name="Netloc">User, host and port as written.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">Behind the question mark.</param>
/// <param name="Fragment">Behind the hash.</param>
public abstract record PythonUrlParts(string Scheme, string Netloc, string Path, string Query, string Fragment)
{
    /// <summary>Python: <c>username</c>.</summary>
    public string? UserName => PythonNetloc.UserAndPassword(Netloc).User;

    /// <summary>Python: <c>password</c>.</summary>
    public string? Password => PythonNetloc.UserAndPassword(Netloc).Password;

    /// <summary>Python: <c>hostname</c>: lower case, without brackets.</summary>
    public string? HostName => PythonNetloc.HostAndPort(Netloc).Host;

    /// <summary>Python: <c>port</c>.</summary>
    /// <exception cref="ProtocolException">The port is no number, or above 65535.</exception>
    public int? Port
    {
        get
        {
            if (PythonNetloc.HostAndPort(Netloc).Port is not { } port) return null;
            if (port.AsSpan().ContainsAnyExceptInRange('0', '9'))
                throw new ProtocolException(ProtocolError.Malformed, $"the port '{port}' is no number", 0, Blame.Caller);
            string digits = port.TrimStart('0');
            if (digits.Length > 5 || int.Parse("0" + digits, CultureInfo.InvariantCulture) is var number && number > 65535)
                throw new ProtocolException(ProtocolError.Malformed, $"the port {port} is above 65535", 0, Blame.Caller);
            return number;
        }
    }
}

/// <summary>Python's <c>SplitResult</c>: five parts, "" where absent.</summary>
/// <param name="Scheme">Lower case, without colon.</param>
/// <param name="Netloc">User, host and port as written.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">Behind the question mark.</param>
/// <param name="Fragment">Behind the hash.</param>
public sealed record PythonSplitResult(string Scheme, string Netloc, string Path, string Query, string Fragment)
    : PythonUrlParts(Scheme, Netloc, Path, Query, Fragment);

/// <summary>Python's <c>ParseResult</c>: six parts, "" where absent.</summary>
/// <param name="Scheme">Lower case, without colon.</param>
/// <param name="Netloc">User, host and port as written.</param>
/// <param name="Path">The path without parameters.</param>
/// <param name="Parameters">Behind the semicolon of the last path segment.</param>
/// <param name="Query">Behind the question mark.</param>
/// <param name="Fragment">Behind the hash.</param>
public sealed record PythonParseResult(string Scheme, string Netloc, string Path, string Parameters, string Query, string Fragment)
    : PythonUrlParts(Scheme, Netloc, Path, Query, Fragment);
