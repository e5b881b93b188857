using System.Text;

namespace Sockeye.Wire.Http;

/// <summary>The two sides of an HTTP/1 connection.</summary>
public enum HttpSide
{
    /// <summary>Sends requests: the client.</summary>
    Requester,

    /// <summary>Sends responses: the server.</summary>
    Responder,
}

/// <summary>Where one side stands in the present exchange.</summary>
public enum HttpPhase
{
    /// <summary>Has sent nothing of this exchange yet.</summary>
    Idle,

    /// <summary>Has sent its head; the body may follow.</summary>
    Body,

    /// <summary>Has sent its whole message.</summary>
    Done,

    /// <summary>Has sent its whole message and may send no other: only closing is left.</summary>
    MustClose,

    /// <summary>Has closed its sending half.</summary>
    Closed,

    /// <summary>No longer speaks HTTP here: after 101 or a CONNECT that was granted.</summary>
    Switched,

    /// <summary>Broke the rules; what it sends means nothing any more.</summary>
    Failed,
}

/// <summary>What moves a side from phase to phase.</summary>
public enum HttpSignal
{
    /// <summary>A request head, or a final response head.</summary>
    Head,

    /// <summary>A 1xx response head that does not switch protocols.</summary>
    Informational,

    /// <summary>101, or a 2xx answer to CONNECT.</summary>
    Switch,

    /// <summary>A piece of body.</summary>
    Data,

    /// <summary>The end of the message.</summary>
    End,

    /// <summary>The exchange is known to be the last on this connection.</summary>
    NoReuse,

    /// <summary>Both sides are done and the next exchange begins.</summary>
    Next,

    /// <summary>The side closed its sending half.</summary>
    Close,

    /// <summary>The side broke the rules.</summary>
    Fail,
}

/// <summary>
/// The HTTP/1 state machine as a table. What is not in it is not allowed.
/// </summary>
/// <remarks>
/// Each side walks through its own phases; <see cref="HttpProtocol"/> keeps the two together with three rules that are not in the
/// table because they look at both sides: a final response needs a request to answer, <see cref="HttpSignal.Next"/> needs both sides
/// done, and <see cref="HttpSignal.Switch"/> moves both at once. The picture in docs/http-states.md is drawn from this table.
/// </remarks>
public static class HttpStates
{
    private static readonly HttpPhase?[] Table = new HttpPhase?[2 * Phases * Signals];

    private const int Phases = (int)HttpPhase.Failed + 1;
    private const int Signals = (int)HttpSignal.Fail + 1;

    static HttpStates()
    {
        Row(HttpSide.Requester, HttpPhase.Idle, HttpSignal.Head, HttpPhase.Body);
        Row(HttpSide.Requester, HttpPhase.Done, HttpSignal.Switch, HttpPhase.Switched);

        Row(HttpSide.Responder, HttpPhase.Idle, HttpSignal.Informational, HttpPhase.Idle);
        Row(HttpSide.Responder, HttpPhase.Idle, HttpSignal.Head, HttpPhase.Body);
        Row(HttpSide.Responder, HttpPhase.Idle, HttpSignal.Switch, HttpPhase.Switched);

        foreach (HttpSide side in Enum.GetValues<HttpSide>())
        {
            Row(side, HttpPhase.Body, HttpSignal.Data, HttpPhase.Body);
            Row(side, HttpPhase.Body, HttpSignal.End, HttpPhase.Done);
            Row(side, HttpPhase.Done, HttpSignal.Next, HttpPhase.Idle);
            Row(side, HttpPhase.Done, HttpSignal.NoReuse, HttpPhase.MustClose);
            Row(side, HttpPhase.Idle, HttpSignal.Close, HttpPhase.Closed);
            Row(side, HttpPhase.Done, HttpSignal.Close, HttpPhase.Closed);
            Row(side, HttpPhase.MustClose, HttpSignal.Close, HttpPhase.Closed);
            Row(side, HttpPhase.Closed, HttpSignal.Close, HttpPhase.Closed);
            foreach (HttpPhase phase in Enum.GetValues<HttpPhase>()) Row(side, phase, HttpSignal.Fail, HttpPhase.Failed);
        }
    }

    /// <summary>Where a signal leads; null when it is not allowed.</summary>
    public static HttpPhase? Next(HttpSide side, HttpPhase phase, HttpSignal signal) =>
        Table[(((int)side * Phases) + (int)phase) * Signals + (int)signal];

    /// <summary>The table as a Mermaid state diagram, a side at a time. Failing is left out: it leads from everywhere to Failed.</summary>
    public static string Draw(HttpSide side)
    {
        var picture = new StringBuilder("stateDiagram-v2\n    [*] --> Idle\n");
        foreach (HttpPhase from in Enum.GetValues<HttpPhase>())
        {
            foreach (HttpSignal signal in Enum.GetValues<HttpSignal>())
            {
                if (signal == HttpSignal.Fail || Next(side, from, signal) is not { } to) continue;
                picture.Append("    ").Append(from).Append(" --> ").Append(to).Append(": ").Append(signal).Append('\n');
            }
        }

        return picture.ToString();
    }

    private static void Row(HttpSide side, HttpPhase phase, HttpSignal signal, HttpPhase next) =>
        Table[(((int)side * Phases) + (int)phase) * Signals + (int)signal] = next;
}
