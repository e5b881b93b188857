using System.Buffers;
using System.Text;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

/// <summary>Feeds bytes to one side of a connection in pieces and writes down what comes out, pieces of body joined, so that runs compare.</summary>
internal static class HttpLog
{
    /// <summary>The log of a server that reads <paramref name="wire"/>; it answers each request at once when the connection goes on.</summary>
    internal static string OfRequests(string wire, params int[] cuts) => OfRequests(wire, null, cuts);

    internal static string OfRequests(string wire, HttpLimits? limits, params int[] cuts) =>
        Run(new HttpProtocol(HttpSide.Responder, limits), wire, cuts, Answer);

    /// <summary>The log of a client that asked with <paramref name="method"/> and reads <paramref name="wire"/>.</summary>
    internal static string OfResponses(string wire, string method = "GET", params int[] cuts) => OfResponses(wire, method, null, cuts);

    internal static string OfResponses(string wire, string method, HttpLimits? limits, params int[] cuts)
    {
        var client = new HttpProtocol(HttpSide.Requester, limits);
        Ask(client, method);
        return Run(client, wire, cuts, c => Ask(c, method, next: true));
    }

    /// <summary>Every way to cut once, and byte by byte, gives the log of one piece. Returns it.</summary>
    internal static string SameAtEveryCut(string wire, Func<string, int[], string> run)
    {
        string whole = run(wire, []);
        for (int cut = 1; cut < wire.Length; cut++) Assert.True(whole == run(wire, [cut]), $"cut at {cut}:\n{run(wire, [cut])}\nwhole:\n{whole}");
        Assert.Equal(whole, run(wire, [.. Enumerable.Range(1, Math.Max(0, wire.Length - 1))]));
        return whole;
    }

    /// <summary>
    /// The message is refused, wherever it is cut, at the byte behind the mark ¶; and at the same byte of it when another message came
    /// before it.
    /// </summary>
    internal static void Refuses(string marked, ProtocolError kind, string why, string before, Func<string, int[], string> run)
    {
        int at = marked.IndexOf('¶', StringComparison.Ordinal);
        string wire = marked.Replace("¶", "", StringComparison.Ordinal);
        Assert.True(at >= 0, "the message has no mark where it is wrong");
        // An empty line in front of a request is no part of it.
        string where = $" @{(wire.StartsWith("\r\n", StringComparison.Ordinal) ? at - 2 : at)}";
        string last = SameAtEveryCut(wire, run).Split('\n')[^1];
        Assert.StartsWith("! " + kind, last, StringComparison.Ordinal);
        Assert.Contains(why, last, StringComparison.Ordinal);
        Assert.EndsWith(where, last, StringComparison.Ordinal);
        Assert.EndsWith("\n" + last, run(before + wire, []), StringComparison.Ordinal);
    }

    private static void Ask(HttpProtocol client, string method, bool next = false)
    {
        if (next)
        {
            if (client.Requester != HttpPhase.Done || client.Responder != HttpPhase.Done) return;
            client.StartNext();
        }

        var output = new ArrayBufferWriter<byte>();
        string target = method == "CONNECT" ? "h:1" : "/";
        HttpField[] fields = method == "UPGRADE" ? [new("Host", "h"), new("Upgrade", "x"), new("Connection", "upgrade")] : [new("Host", "h")];
        client.WriteRequest(output, method == "UPGRADE" ? "GET" : method, target, fields);
        client.WriteEnd(output);
    }

    private static void Answer(HttpProtocol server)
    {
        if (server.Responder != HttpPhase.Idle) return;
        var output = new ArrayBufferWriter<byte>();
        server.WriteResponse(output, 204, "No Content");
        server.WriteEnd(output);
        if (server.Requester == HttpPhase.Done && server.Responder == HttpPhase.Done) server.StartNext();
    }

    private static string Run(HttpProtocol connection, string wire, int[] cuts, Action<HttpProtocol> afterMessage)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(wire);
        var log = new StringBuilder();
        int consumed = 0;
        bool inData = false;
        try
        {
            foreach (int until in cuts.Append(bytes.Length))
            {
                var input = new SequenceReader<byte>(new ReadOnlySequence<byte>(bytes, consumed, until - consumed));
                HttpEvent found;
                while ((found = connection.Read(ref input)) is not (HttpEvent.NeedMore or HttpEvent.Paused or HttpEvent.Closed or HttpEvent.Switched))
                    Note(found);
                consumed += (int)input.Consumed;
                if (found == HttpEvent.Switched && until == bytes.Length) return log.Append("switched, left ").Append(bytes.Length - consumed).ToString();
                if (found == HttpEvent.Paused && until == bytes.Length && consumed < bytes.Length) return log.Append("paused").ToString();
            }

            for (int i = 0; i < 3; i++)
            {
                HttpEvent end = connection.EndOfInput();
                if (end != HttpEvent.Paused) Note(end);
                if (end is HttpEvent.Closed or HttpEvent.Switched or HttpEvent.Paused) break;
            }
        }
        catch (ProtocolException error)
        {
            if (inData) log.Append('\n');
            log.Append("! ").Append(error.Kind).Append(' ').Append(error.What).Append(" @").Append(error.Offset);
        }

        return log.ToString();

        void Note(HttpEvent found)
        {
            if (found == HttpEvent.Data)
            {
                if (!inData) log.Append("data ");
                log.Append(Encoding.Latin1.GetString(connection.Data));
                inData = true;
                return;
            }

            if (inData) log.Append('\n');
            inData = false;
            log.Append(found switch
            {
                HttpEvent.Head or HttpEvent.Informational =>
                    connection.Head + string.Concat(connection.Head.Fields.ToList().Select(f => $" [{f.Name}={f.Value}]")),
                HttpEvent.End => "end" + string.Concat(connection.Trailers.ToList().Select(f => $" [{f.Name}={f.Value}]")),
                _ => found.ToString(),
            }).Append('\n');
            if (found == HttpEvent.End) afterMessage(connection);
        }
    }
}
