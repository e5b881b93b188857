using System.Net;
using System.Text;
using Sockeye.Connections;
using Sockeye.Testing.Scripts;

namespace Sockeye.Testing;

/// <summary>One side of a conversation, step by step: what it says, and what it expects to hear. It plays the client of a server, the server of a client, or one end of a pair.</summary>
/// <remarks>
/// <para>Each step begins when the one before it is done, and has <see cref="StepTimeout"/>. The first that does not come true ends the script with a
/// <see cref="ScriptException"/>, which says which step it was, what was due, what came, and where they differ. After the last step the connection is closed.</para>
/// <para>A script may be run more than once, also at the same time. Text is UTF-8.</para>
/// </remarks>
/// <example>
/// <code>
/// await new PeerScript()
///     .ExpectLine("who is there?")
///     .Say("me\r\n")
///     .ExpectLine("hello me")
///     .HalfClose()
///     .ExpectEnd()
///     .RunAsync(server.LocalEndPoint);
/// </code>
/// </example>
public sealed class PeerScript
{
    private readonly List<Step> _steps = [];

    /// <summary>How long each step may take. 10 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan StepTimeout { get; init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "above zero"); } = TimeSpan.FromSeconds(10);

    /// <summary>Sends it.</summary>
    public PeerScript Say(ReadOnlySpan<byte> bytes)
    {
        byte[] own = bytes.ToArray();
        return Then($"say {Shown.Short(own)}", (peer, cancellation) => peer.Say(own, cancellation));
    }

    /// <inheritdoc cref="Say(ReadOnlySpan{byte})"/>
    public PeerScript Say(string text) => Say(Encoding.UTF8.GetBytes(text));

    /// <summary>These bytes come next. What comes behind them is for the next step.</summary>
    public PeerScript Expect(ReadOnlySpan<byte> bytes)
    {
        byte[] own = bytes.ToArray();
        return Then($"expect {Shown.Short(own)}", (peer, cancellation) => peer.Expect(own, cancellation));
    }

    /// <inheritdoc cref="Expect(ReadOnlySpan{byte})"/>
    public PeerScript Expect(string text) => Expect(Encoding.UTF8.GetBytes(text));

    /// <summary>So many bytes come next, whatever they are.</summary>
    /// <param name="count">Bytes.</param>
    /// <param name="look">What is done with them: asserted, or kept for a later step; what it throws is the step's failure.</param>
    public PeerScript ExpectBytes(int count, Action<byte[]>? look = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Then($"expect {count} bytes", async (peer, cancellation) =>
        {
            byte[] taken = await peer.Take(count, cancellation).ConfigureAwait(false);
            look?.Invoke(taken);
        });
    }

    /// <summary>Something comes that ends so.</summary>
    /// <param name="end">The delimiter.</param>
    /// <param name="look">What is done with all of it, the delimiter included.</param>
    public PeerScript ExpectUpTo(string end, Action<byte[]>? look = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(end);
        byte[] own = Encoding.UTF8.GetBytes(end);
        return Then($"expect something up to {Shown.Short(own)}", async (peer, cancellation) =>
        {
            byte[] taken = await peer.TakeUpTo(own, cancellation).ConfigureAwait(false);
            look?.Invoke(taken);
        });
    }

    /// <summary>This line comes next; it ends with LF or CR LF.</summary>
    /// <param name="line">The line without its end.</param>
    public PeerScript ExpectLine(string line)
    {
        byte[] own = Encoding.UTF8.GetBytes(line);
        return Then($"expect the line {Shown.Short(own)}", (peer, cancellation) => peer.ExpectLine(own, cancellation));
    }

    /// <summary>The other side ends the stream, and nothing comes before that.</summary>
    public PeerScript ExpectEnd() => Then("expect the end", static (peer, cancellation) => peer.ExpectEnd(cancellation));

    /// <summary>The other side resets the connection. What comes before that is dropped.</summary>
    /// <remarks>Over TCP, and in memory: on a Unix socket a reset that finds nothing unread is told as an end.</remarks>
    public PeerScript ExpectReset() => Then("expect a reset", static (peer, cancellation) => peer.ExpectReset(cancellation));

    /// <summary>Waits until something else in the test has happened.</summary>
    /// <param name="happened">Asked for when the step begins.</param>
    /// <param name="what">What that is, for the message.</param>
    public PeerScript Until(Func<Task> happened, string what = "something happens")
    {
        ArgumentNullException.ThrowIfNull(happened);
        return Then($"wait until {what}", async (_, cancellation) => await happened().WaitAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Ends its own half of the conversation: the other side reads to the end.</summary>
    public PeerScript HalfClose() => Then("half-close", static (peer, _) => peer.HalfClose());

    /// <summary>Throws the connection away: the other side meets a reset. The last step.</summary>
    public PeerScript Reset() => Then("reset", static (peer, _) => peer.Reset());

    /// <summary>Closes the connection, before the script is over. The last step.</summary>
    public PeerScript Close() => Then("close", static (peer, _) => peer.Close());

    /// <summary>Plays the client of a server.</summary>
    /// <param name="server">Where it is.</param>
    /// <exception cref="ScriptException">A step did not come true.</exception>
    /// <exception cref="Sockets.SocketFaultException">There was no connection.</exception>
    public async Task RunAsync(EndPoint server) => await RunAsync(await Connection.ConnectAsync(server).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Plays one side of a connection, which is closed afterwards.</summary>
    /// <exception cref="ScriptException">A step did not come true.</exception>
    public Task RunAsync(Connection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return Run(new ScriptedPeer(connection.AsStream()) { Output = connection.Output, Abort = () => connection.Abort() });
    }

    /// <summary>Plays one end of a pair, or a client of a <see cref="MemoryServer"/>; it is closed afterwards.</summary>
    /// <exception cref="ScriptException">A step did not come true.</exception>
    public Task RunAsync(MemoryEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        return Run(new ScriptedPeer(end.AsStream()) { Output = end.Output, Abort = () => end.Abort() });
    }

    /// <summary>Plays one side of any stream, which is closed afterwards. It cannot be half-closed or reset.</summary>
    /// <exception cref="ScriptException">A step did not come true.</exception>
    public Task RunAsync(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Run(new ScriptedPeer(stream));
    }

    /// <summary>Plays the server of one client.</summary>
    /// <param name="address">Where it listens; null for a port of 127.0.0.1 that is free.</param>
    /// <exception cref="Sockets.SocketFaultException">It cannot be bound.</exception>
    public ScriptedServer Serve(EndPoint? address = null) => new(this, Listener.Bind(address ?? new IPEndPoint(IPAddress.Loopback, 0)));

    private PeerScript Then(string what, Func<ScriptedPeer, CancellationToken, ValueTask> act)
    {
        _steps.Add(new Step(what, act));
        return this;
    }

    private async Task Run(ScriptedPeer peer)
    {
        await using (peer.ConfigureAwait(false))
        {
            await peer.Play([.. _steps], StepTimeout).ConfigureAwait(false);
        }
    }
}
