using Sockeye.Cli.Talking;
using Sockeye.Sockets;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>Our end of one conversation with a learner's program. What happens is recorded; nothing the program does is an error here, and every wait is bounded.</summary>
internal sealed class Party : IDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly Socket _socket;
    private readonly Recorder _record;
    private readonly Speaker _me;
    private readonly Speaker _other;
    private readonly CancellationToken _stop;
    private volatile bool _cannotSend;

    internal Party(Socket socket, Recorder record, (Speaker Me, Speaker Other) speakers, LabTimes times, CancellationToken stop)
    {
        (_socket, _record, (_me, _other), _stop) = (socket, record, speakers, stop);
        socket.Timeout = times.Step;
        socket.Deadline = Deadline.After(times.Conversation);
        socket.Options.NoDelay = true;
    }

    /// <summary>Sends. A program that does not read, or has gone, shows in what is heard from it next.</summary>
    internal void Say(ReadOnlySpan<byte> bytes)
    {
        _record.Says(_me, bytes);
        Send(bytes);
    }

    /// <summary>Sends in small pieces, with a pause between them, so that they arrive as such.</summary>
    internal void SayInPieces(ReadOnlySpan<byte> bytes, int size)
    {
        _record.Note(_me, $"in pieces of {size} {(size == 1 ? "byte" : "bytes")}, a moment between them");
        _record.Says(_me, bytes);
        for (; !bytes.IsEmpty && !_cannotSend; bytes = bytes[Math.Min(size, bytes.Length)..])
        {
            Send(bytes[..Math.Min(size, bytes.Length)]);
            Pause();
        }
    }

    /// <summary>Sends and listens at once, as one must where the other side answers while it still reads.</summary>
    internal Heard SayAndHear(byte[] bytes)
    {
        _record.Says(_me, bytes);
        var sender = new Thread(() =>
        {
            try
            {
                Send(bytes);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                // Whoever listens has heard of it.
            }
        }) { IsBackground = true, Name = "sender" };
        sender.Start();
        Heard heard = Hear(bytes.Length);
        if (heard.How == Ending.Enough)
        {
            sender.Join();
        }

        return heard;
    }

    /// <summary>Listens until so many bytes have come, or nothing more comes.</summary>
    internal Heard Hear(int most) => Listen(most);

    /// <summary>Listens until a line feed has come, or nothing more comes.</summary>
    internal Heard HearLine(int most) => Listen(most, line: true);

    /// <summary>Listens until the other side ends. What it says before is part of the answer.</summary>
    internal Heard HearEnd() => Listen(PieceSize);

    /// <summary>Sends back what comes, as it comes, until the other side ends; each piece in pieces of its own.</summary>
    internal Heard Echo(int most, int pieceSize)
    {
        if (pieceSize < PieceSize)
        {
            _record.Note(_me, $"answers in pieces of {pieceSize} {(pieceSize == 1 ? "byte" : "bytes")}");
        }

        return Listen(most, answer: piece =>
        {
            for (ReadOnlySpan<byte> rest = piece.Span; !rest.IsEmpty && !_cannotSend; rest = rest[Math.Min(pieceSize, rest.Length)..])
            {
                Send(rest[..Math.Min(pieceSize, rest.Length)]);
                if (pieceSize < PieceSize)
                {
                    Pause();
                }
            }

            _record.Says(_me, piece.Span);
        });
    }

    internal void EndHalf()
    {
        _record.EndsHalf(_me);
        Quietly(() => _socket.Shutdown(ShutdownHow.SHUT_WR));
    }

    /// <summary>Breaks off with a reset, as a machine that loses its power is noticed at last.</summary>
    internal void Vanish()
    {
        Quietly(() => _socket.Options.Linger = TimeSpan.Zero);
        _socket.Dispose();
        _record.Resets(_me);
    }

    internal void Close()
    {
        if (!_socket.IsClosed)
        {
            _socket.Dispose();
            _record.Closes(_me);
        }
    }

    /// <summary>So that what is sent next comes as a piece of its own.</summary>
    internal void Pause()
    {
        _stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
        _stop.ThrowIfCancellationRequested();
    }

    public void Dispose() => _socket.Dispose();

    private Heard Listen(int most, bool line = false, Action<ReadOnlyMemory<byte>>? answer = null)
    {
        byte[] buffer = new byte[PieceSize];
        using var heard = new MemoryStream();
        Ending how = Ending.Enough;
        bool enough = most == 0;
        while (!enough)
        {
            int count = Receive(buffer.AsSpan(0, (int)Math.Min(buffer.Length, most - heard.Length)), ref how);
            if (count > 0 && answer is not null)
            {
                _record.Says(_other, buffer.AsSpan(0, count));
                answer(buffer.AsMemory(0, count));
            }

            heard.Write(buffer, 0, count);
            enough = count == 0 || heard.Length == most || (line && buffer.AsSpan(0, count).Contains((byte)'\n'));
        }

        if (answer is null && heard.Length > 0)
        {
            _record.Says(_other, heard.ToArray());
        }

        Tell(how);
        return new Heard(heard.ToArray(), how);
    }

    private int Receive(Span<byte> into, ref Ending how)
    {
        try
        {
            int count = _socket.Receive(into, cancellation: _stop);
            how = count == 0 ? Ending.Closed : Ending.Enough;
            return count;
        }
        catch (SocketFaultException failed)
        {
            how = failed is SocketTimeoutException ? Ending.Silent : Ending.Reset;
            return 0;
        }
    }

    private void Tell(Ending how)
    {
        switch (how)
        {
            case Ending.Closed when _other == Speaker.Client:
                _record.EndsHalf(_other);    // or it closed: from here the two look alike
                break;
            case Ending.Closed:
                _record.Closes(_other);
                break;
            case Ending.Reset:
                _record.Resets(_other);
                break;
            case Ending.Silent:
                _record.Note(_other, "says nothing, and the check waits no longer");
                break;
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            for (; !bytes.IsEmpty && !_cannotSend; bytes = bytes[Math.Min(PieceSize, bytes.Length)..])
            {
                _socket.SendAll(bytes[..Math.Min(PieceSize, bytes.Length)], cancellation: _stop);
            }
        }
        catch (SocketFaultException failed)
        {
            _cannotSend = true;
            _record.Fails(_me, failed.Message);
        }
    }

    private static void Quietly(Action act)
    {
        try
        {
            act();
        }
        catch (SocketFaultException)
        {
            // The other side has broken off: what is heard next tells.
        }
    }
}
