using Sockeye.Clients.Urls;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>The server refused a command, in its own words. The connection is as good as before. Python: <c>ftplib.error_temp</c>, <c>error_perm</c>, <c>error_reply</c>.</summary>
public sealed class FtpReplyException : IOException
{
    internal FtpReplyException(string command, FtpReply reply, string peer, Exception? inner = null)
        : base($"{command} to {peer}: {Shown.Line(reply.ToString())}", inner) => (Command, Reply, Peer) = (command, reply, peer);

    /// <summary>What was asked: "RETR", or "connect" for the greeting. Never its argument.</summary>
    public string Command { get; }

    /// <summary>The answer.</summary>
    public FtpReply Reply { get; }

    /// <summary>Its code: 4xx may work later, 5xx will not; others came where they make no sense.</summary>
    public int Code => Reply.Code;

    /// <summary>Who answered.</summary>
    public string Peer { get; }
}
