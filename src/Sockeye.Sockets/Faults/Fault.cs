using System.Globalization;
using System.Net;
using System.Text;
using Sockeye.Native;

namespace Sockeye.Sockets.Faults;

/// <summary>What is known of a failure, before it becomes an exception.</summary>
internal sealed record Fault(string Operation, Errno Errno)
{
    internal EndPoint? Local { get; init; }

    internal EndPoint? Remote { get; init; }

    internal long BytesTransferred { get; init; }

    internal IReadOnlyList<ConnectAttempt> Attempts { get; init; } = [];

    /// <summary>What the call was about where that is no address: a name that was dialed, an option.</summary>
    internal string? Target { get; init; }

    /// <summary>True when our own timeout or deadline ended the call, and not the kernel.</summary>
    internal bool IsOwnTimeout { get; init; }

    /// <summary>Words for the cause where strerror's are not the best ones.</summary>
    internal string? Cause { get; init; }

    /// <summary>The code behind the cause where it is no errno: EAI_NONAME.</summary>
    internal string? Code { get; init; }

    /// <summary>More that a person should know, after the cause.</summary>
    internal string? Hint { get; init; }

    /// <summary>Operation, peer, cause: "connect to 127.0.0.1:7: connection refused (ECONNREFUSED)".</summary>
    internal string Sentence()
    {
        var text = new StringBuilder(Operation);
        if (Target is not null)
        {
            text.Append(Operation == "connect" ? " to " : " ").Append(Target);
        }
        else if (Remote is not null)
        {
            text.Append(Preposition()).Append(Remote);
        }
        else if (Local is not null)
        {
            text.Append(' ').Append(Local);
        }

        return text.Append(": ").Append(Reason()).ToString();
    }

    /// <summary>The sentence without operation and peer: "connection refused (ECONNREFUSED)".</summary>
    internal string Reason()
    {
        var text = new StringBuilder();
        if (Attempts.Count == 0 || Cause is not null)
        {
            text.Append(Cause ?? Errno.Describe()).Append(" (").Append(Code ?? Errno.ToString()).Append(')');
        }

        if (Hint is not null)
        {
            text.Append("; ").Append(Hint);
        }

        if (BytesTransferred > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"; {BytesTransferred} bytes had gone through before");
        }

        return Attempts.Count == 0 ? text.ToString() : text.Append(text.Length > 0 ? ": " : "").Append(OfEach()).ToString();
    }

    // Addresses that failed alike are told together: "connection refused (ECONNREFUSED) at 127.0.0.1:7 and [::1]:7; no answer … at …".
    private string OfEach() => string.Join("; ", Attempts
        .GroupBy(static attempt => attempt.Reason.Operation == "connect" ? attempt.Reason.Reason : attempt.Reason.Message, static attempt => attempt.EndPoint.ToString())
        .Select(static alike => $"{alike.Key} at {InWords([.. alike])}"));

    private static string InWords(string?[] addresses)
        => addresses.Length == 1 ? addresses[0]! : $"{string.Join(", ", addresses[..^1])} and {addresses[^1]}";

    private string Preposition() => Operation switch
    {
        "connect" or "sendto" or "send" or "sendfile" or "sendmsg" => " to ",
        "recv" or "recvfrom" or "recvmsg" or "accept" => " from ",
        "epoll_ctl" => " for ",
        _ => " with ",
    };
}
