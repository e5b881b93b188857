using System.IO.Pipelines;
using Sockeye.Sockets;

namespace Sockeye.Testing.Scripts;

/// <summary>One run of a script on one connection. It reads no more than a step asks for, so a script that does not read holds the other side up.</summary>
internal sealed class ScriptedPeer(Stream stream) : IAsyncDisposable
{
    private const int Chunk = 4096;

    private byte[] _came = [];      // and was not taken by a step
    private bool _hasEnded;

    /// <summary>What a half-close completes; null where there is none.</summary>
    internal PipeWriter? Output { get; init; }

    internal Action? Abort { get; init; }

    internal async Task Play(Step[] steps, TimeSpan limit)
    {
        for (int i = 0; i < steps.Length; i++)
        {
            using var late = new CancellationTokenSource(limit);
            try
            {
                await steps[i].Act(this, late.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                string cause = error is OperationCanceledException && late.IsCancellationRequested ? $"it was not done after {limit.TotalSeconds:0.###} s; {Shown.Whole(_came)}" : error.Message;
                throw new ScriptException(i + 1, $"step {i + 1} of {steps.Length}, {steps[i].What}: {cause}", error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or SocketFaultException)
        {
            // The other side has gone; whether it may is for the steps to say.
        }
    }

    internal async ValueTask Say(byte[] bytes, CancellationToken cancellation)
    {
        await stream.WriteAsync(bytes, cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    internal async ValueTask Expect(byte[] due, CancellationToken cancellation)
    {
        // As soon as one byte is wrong: the others may never come.
        while (_came.Length < due.Length && due.AsSpan().StartsWith(_came))
        {
            if (!await Receive(cancellation).ConfigureAwait(false))
            {
                throw Ended();
            }
        }

        if (!_came.AsSpan().StartsWith(due))
        {
            throw new InvalidDataException(Shown.Difference(due, _came));
        }

        Drop(due.Length);
    }

    internal async ValueTask ExpectLine(byte[] due, CancellationToken cancellation)
    {
        byte[] line = await TakeUpTo("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
        byte[] said = line[..^(line is [.., (byte)'\r', _] ? 2 : 1)];
        if (!said.AsSpan().SequenceEqual(due))
        {
            throw new InvalidDataException(Shown.Difference(due, said));
        }
    }

    internal async ValueTask<byte[]> Take(int count, CancellationToken cancellation)
    {
        while (_came.Length < count)
        {
            if (!await Receive(cancellation).ConfigureAwait(false))
            {
                throw Ended();
            }
        }

        return Drop(count);
    }

    internal async ValueTask<byte[]> TakeUpTo(byte[] end, CancellationToken cancellation)
    {
        int at;
        while ((at = _came.AsSpan().IndexOf(end)) < 0)
        {
            if (!await Receive(cancellation).ConfigureAwait(false))
            {
                throw Ended();
            }
        }

        return Drop(at + end.Length);
    }

    internal async ValueTask ExpectEnd(CancellationToken cancellation)
    {
        if (_came.Length > 0 || await Receive(cancellation).ConfigureAwait(false))
        {
            throw new InvalidDataException($"instead {Shown.Whole(_came)}");
        }
    }

    internal async ValueTask ExpectReset(CancellationToken cancellation)
    {
        try
        {
            while (await Receive(cancellation).ConfigureAwait(false))
            {
                _came = [];
            }
        }
        catch (Exception error) when (error is ConnectionResetException || error.InnerException is ConnectionResetException)
        {
            return;
        }

        throw new InvalidDataException("the other side ended the stream in order");
    }

    internal async ValueTask HalfClose()
    {
        PipeWriter output = Output ?? throw new NotSupportedException("a stream has no halves: run the script on a connection, or on an end of a pair");
        await output.CompleteAsync().ConfigureAwait(false);
    }

    internal ValueTask Reset()
    {
        (Abort ?? throw new NotSupportedException("a stream cannot be reset: run the script on a connection, or on an end of a pair")).Invoke();
        return default;
    }

    internal ValueTask Close() => DisposeAsync();

    private async ValueTask<bool> Receive(CancellationToken cancellation)
    {
        byte[] chunk = new byte[Chunk];
        int count = _hasEnded ? 0 : await stream.ReadAsync(chunk, cancellation).ConfigureAwait(false);
        _hasEnded = count == 0;
        _came = [.. _came, .. chunk.AsSpan(0, count)];
        return count > 0;
    }

    private byte[] Drop(int count)
    {
        byte[] taken = _came[..count];
        _came = _came[count..];
        return taken;
    }

    private EndOfStreamException Ended() => new($"the other side ended the stream; {Shown.Whole(_came)}");
}
