using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Reflection;
using Sockeye.Loops;
using Sockeye.Loops.Buffers;
using Sockeye.Sockets;

namespace Sockeye.Connections.Tests.Load;

/// <summary>
/// Many connections at once, whose handlers do with lent bytes all that handlers may: keep them across an await, stall while they look, keep a part,
/// send them out slowly. Every byte is compared by the clients; and every buffer before and after the wait, so that memory that was
/// lent to two shows.
/// </summary>
internal sealed class Conversation(int seed, Lane lane) : IAsyncDisposable
{
    private const int Plain = 0;
    private const int KeepsAcrossADelay = 1;
    private const int StallsWhileLooking = 2;
    private const int Frames = 3;
    private const int BigAndSlow = 4;
    private const int GoesToThePool = 5;

    // With bytes that change under them frames would have any length.
    private static readonly int[] KindsOfMutants = [Plain, KeepsAcrossADelay, StallsWhileLooking, GoesToThePool];
    private static readonly FieldInfo LoanOf = typeof(Input).GetField("_loan", BindingFlags.Instance | BindingFlags.NonPublic)!;

    private const int MostTold = 100;

    private readonly LoopGroup _clients = Scene.Patient();
    private readonly ConcurrentDictionary<Connection, string> _open = new();
    private string? _state;
    private Served? _served;
    private long _torn;
    private long _wrong;

    /// <summary>Buffers that changed while a handler looked at them.</summary>
    internal long Torn => Interlocked.Read(ref _torn);

    /// <summary>Messages that came back changed.</summary>
    internal long Wrong => Interlocked.Read(ref _wrong);

    internal Served Served => _served!;

    /// <summary>A mistake on purpose: loans are given back while their bytes are still being looked at, so that the loop uses that memory again.</summary>
    internal bool IsMutant { get; init; }

    internal async Task Run(int connections, int messages)
    {
        // Two slabs a loop, so that they are used again all the time; small buffers on the way out, so that sends wait.
        var loops = new LoopOptions { Loops = 2, MaxSlabs = 2, TurnsOffLoop = 8, StallsBeforeAllLeave = 1000 };
        var server = new ServerOptions { Backlog = 4096 };
        _served = new Served(Handle, loops, lane, options: new ListenerOptions { Server = server });
        await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => Talk(i, messages))));
    }

    public async ValueTask DisposeAsync()
    {
        await Served.DisposeAsync();
        _clients.Dispose();
    }

    private async Task Talk(int number, int messages)
    {
        var random = new Random((seed * 1_000_003) + number);
        int kind = IsMutant ? KindsOfMutants[number % KindsOfMutants.Length] : number % 6;
        await using Connection connection = await Connection.ConnectAsync(Served.Listener.LocalEndPoint, new ConnectionOptions { Loops = _clients, Lane = lane });
        _open[connection] = $"client {number} of kind {kind}";
        int said = 0;
        try
        {
            await connection.Output.WriteAsync(new[] { (byte)kind }).InTime();
            for (; said < messages; said++)
            {
                await Exchange(connection, kind, random);
            }
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"client {number} of kind {kind} had waited too long in message {said}.\n{await Tell(connection)}\n{LazyInitializer.EnsureInitialized(ref _state, Describe)}", late);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    // Of the connection and of the one at its other end.
    private async Task<string> Tell(Connection client)
    {
        EndPoint at = client.LocalEndPoint;
        return string.Join('\n', _open.Where(open => open.Key == client || at.Equals(open.Key.RemoteOrNull())).Select(static open => $"{open.Value} {open.Key.Describe()}")
            .Append(await Kernel(((IPEndPoint)at).Port)));
    }

    // Queues, windows, timers and probes of both ends, and what this machine dropped between them: where both wait for the kernel it is the kernel's.
    private static async Task<string> Kernel(int port)
    {
        string dropped = string.Join(", ", File.ReadLines("/proc/net/softnet_stat").Select(static processor => processor.Split(' ')[1]));
        try
        {
            return $"ss: {await new Command("/").Run("ss", "-tnmioH", $"( sport = :{port} or dport = :{port} )")}\ndropped by each processor: {dropped} (hexadecimal)";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"no ss(8) here; dropped by each processor: {dropped} (hexadecimal)";
        }
    }

    // All that had not ended when the first of them had waited too long: a wait that was in vain once in a hundred runs tells here why.
    private string Describe() => string.Join('\n',
    [
        $"then {_open.Count} connections were open, the first {MostTold} of them",
        .. _open.Take(MostTold).Select(static open => $"{open.Value} {open.Key.Describe()}"),
        $"server: {Served.Group.Describe()}",
        $"clients: {_clients.Describe()}",
        $"pool: {ThreadPool.ThreadCount} threads, {ThreadPool.PendingWorkItemCount} in line; loops have caught: [{LoopWitness.Unexpected}]",
    ]);

    private async Task Exchange(Connection connection, int kind, Random random)
    {
        int size = kind switch
        {
            Frames => random.Next(4, 30_000),
            BigAndSlow => random.Next(20_000, 150_000),
            _ => random.Next(3) == 0 ? random.Next(1, 20_000) : random.Next(1, 200),
        };
        byte[] sent = Scene.Pattern(size, random.Next());
        if (kind == Frames)
        {
            BinaryPrimitives.WriteInt32LittleEndian(sent, size - sizeof(int));
        }

        Task sending = Send(connection, sent, random.Next(1, size + 1));
        byte[] back = await connection.Input.ReadExactly(size);
        await sending.InTime();
        if (!sent.AsSpan().SequenceEqual(back))
        {
            Interlocked.Increment(ref _wrong);
        }
    }

    // In two pieces, so that frames are cut anywhere.
    private static async Task Send(Connection connection, byte[] message, int cut)
    {
        await connection.Output.WriteAsync(message.AsMemory(0, cut));
        await Task.Yield();
        await connection.Output.WriteAsync(message.AsMemory(cut));
    }

    private async Task Handle(Connection connection)
    {
        _open[connection] = "server's";
        try
        {
            await Serve(connection);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    private async Task Serve(Connection connection)
    {
        ReadResult first = await connection.Input.ReadAsync();
        if (first.Buffer.IsEmpty)
        {
            return;
        }

        int kind = first.Buffer.FirstSpan[0];
        connection.Input.AdvanceTo(first.Buffer.GetPosition(1));
        for (int turn = 1; ; turn++)
        {
            ReadResult read = await connection.Input.ReadAsync();
            ReadOnlySequence<byte> bytes = read.Buffer;
            if (bytes.IsEmpty && read.IsCompleted)
            {
                return;
            }

            int before = Hash(bytes);
            Slab? early = IsMutant ? (Slab?)LoanOf.GetValue(connection.Input) : null;
            early?.GiveBack();
            await Wait(kind, turn);
            Compare(before, bytes);
            SequencePosition consumed = kind == Frames ? await EchoFrames(connection, bytes) : await Echo(connection, kind, bytes);
            Compare(before, bytes);
            early?.Lend();
            connection.Input.AdvanceTo(consumed, bytes.End);
        }
    }

    private static async ValueTask Wait(int kind, int turn)
    {
        switch (kind)
        {
            case KeepsAcrossADelay:
                await Task.Delay(1);
                break;

            case StallsWhileLooking when turn % 8 == 0:
                Thread.Sleep(12);
                break;

            case GoesToThePool:
                await Task.Yield();
                break;
        }
    }

    private static async ValueTask<SequencePosition> Echo(Connection connection, int kind, ReadOnlySequence<byte> bytes)
    {
        if (kind == GoesToThePool)
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                connection.Output.Write(piece.Span);
            }

            await connection.Output.FlushAsync();
        }
        else
        {
            await connection.Output.WriteAsync(bytes.First);
        }

        return bytes.End;
    }

    private static async ValueTask<SequencePosition> EchoFrames(Connection connection, ReadOnlySequence<byte> bytes)
    {
        while (bytes.Length >= sizeof(int))
        {
            int size = sizeof(int) + BinaryPrimitives.ReadInt32LittleEndian(bytes.FirstSpan);
            if (bytes.Length < size)
            {
                break;
            }

            await connection.Output.WriteAsync(bytes.First[..size]);
            bytes = bytes.Slice(size);
        }

        return bytes.Start;
    }

    private void Compare(int before, ReadOnlySequence<byte> bytes)
    {
        if (Hash(bytes) != before)
        {
            Interlocked.Increment(ref _torn);
        }
    }

    private static int Hash(ReadOnlySequence<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes.FirstSpan);
        return hash.ToHashCode();
    }
}
