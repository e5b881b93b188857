using System.Net;
using Microsoft.Extensions.Logging;
using Sockeye.Servers;

namespace Sockeye.Hosting.Logging;

/// <summary>The words of a server's log. Warning: a client ran into a limit. Error: a handler threw. Debug: what happens on a network.</summary>
internal static partial class ServerMessages
{
    [LoggerMessage(1, LogLevel.Information, "{Server} listens on {EndPoint}, by {Way}")]
    internal static partial void Listens(ILogger logger, string server, string endPoint, ServeBy way);

    [LoggerMessage(2, LogLevel.Information, "{Server} stops: {Active} are being served, and have {Limit} to come to their end")]
    internal static partial void Stops(ILogger logger, string server, long active, TimeSpan limit);

    [LoggerMessage(3, LogLevel.Information, "{Server} has ended: of those that were under way {Ended} came to their end, {Aborted} were aborted, {Abandoned} of them abandoned; in all {Served} served, {Refused} refused, {Failed} failed")]
    internal static partial void Drained(ILogger logger, string server, long ended, long aborted, long abandoned, long served, long refused, long failed);

    [LoggerMessage(4, LogLevel.Warning, "{Server}: {Client} ran into the limit {Limit}: {Reason}")]
    internal static partial void LimitReached(ILogger logger, string server, EndPoint client, Limit limit, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Server}: {Client} ran into the limit {Limit}, and {Others} others since the last such line: {Reason}")]
    internal static partial void LimitReachedOften(ILogger logger, string server, EndPoint client, Limit limit, long others, string reason);

    [LoggerMessage(6, LogLevel.Debug, "{Server}: {Client} ran into the limit {Limit} as well: {Reason}")]
    internal static partial void LimitReachedToo(ILogger logger, string server, EndPoint client, Limit limit, string reason);

    [LoggerMessage(7, LogLevel.Error, "{Server}: serving {Client} failed")]
    internal static partial void HandlerFailed(ILogger logger, Exception error, string server, EndPoint client);

    [LoggerMessage(8, LogLevel.Debug, "{Server}: {Client}: {Reason}")]
    internal static partial void NetworkFailed(ILogger logger, string server, EndPoint client, string reason);

    [LoggerMessage(9, LogLevel.Critical, "{Server} on {EndPoint} has ended by itself")]
    internal static partial void EndedByItself(ILogger logger, Exception error, string server, string endPoint);

    [LoggerMessage(EventId = 10, Message = "{Event}: {Text}")]
    internal static partial void Forwarded(ILogger logger, LogLevel level, string? @event, string text);
}
