using System.Buffers;
using System.Runtime.CompilerServices;
using Sockeye.Wire;

namespace Sockeye.Clients.Http;

/// <content>The body of an answer, for <see cref="HttpResponse"/>.</content>
public sealed partial class HttpConnection
{
    private const int Direct = 4 * 1024;        // for less than this it is cheaper to copy than to receive it alone

    /// <summary>A verb begins, which may be many reads: they share its time.</summary>
    internal void BeginReading(HttpResponse of)
    {
        if (!of.IsWhole)
        {
            Current(of).Stream.BeginVerb();
        }
    }

    internal ValueTask<int> ReadBody(HttpResponse of, Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        if (of.IsWhole || into.IsEmpty)
        {
            return new ValueTask<int>(0);
        }

        HttpTalk talk = Current(of);
        if (of.IsSwitched)
        {
            return ReadSwitched(of, into, blocking, cancellation);
        }

        try
        {
            int count = talk.TakeBody(into.Span, out bool ended);
            if (ended)
            {
                Finish(of);
            }

            return count > 0 || ended ? new ValueTask<int>(count) : ReadMore(of, into, blocking, cancellation);
        }
        catch (ProtocolException error)
        {
            throw Ended(talk, error);
        }
    }

    internal async ValueTask SkipBody(HttpResponse of, bool blocking, CancellationToken cancellation)
    {
        BeginReading(of);
        byte[]? aside = null;
        while (!of.IsWhole)
        {
            aside ??= ArrayPool<byte>.Shared.Rent(Piece);
            await ReadBody(of, aside, blocking, cancellation).ConfigureAwait(false);
        }

        if (aside is not null)
        {
            ArrayPool<byte>.Shared.Return(aside);
        }
    }

    /// <summary>A body that is collected has a limit: by what is said of it before it costs memory, else by what has come.</summary>
    internal void DemandWithin(HttpResponse of, int maximum, long count)
    {
        if (of.IsWhole ? count <= maximum : Math.Max(count, of.Length ?? 0) <= maximum)
        {
            return;
        }

        throw Ended(of.Talk, new ProtocolException(ProtocolError.TooLarge, $"the body is over the limit of {maximum} bytes", 0));
    }

    private static async ValueTask<int> ReadSwitched(HttpResponse of, Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        int count = await of.Talk.Stream.Read(into, blocking, cancellation).ConfigureAwait(false);
        of.IsWhole = count == 0;
        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadMore(HttpResponse of, Memory<byte> into, bool blocking, CancellationToken cancellation)
    {
        HttpTalk talk = of.Talk;
        try
        {
            while (true)
            {
                long ahead = talk.Http.BodyAhead;
                if (Math.Min(ahead, into.Length) >= Direct)
                {
                    int count = await talk.Stream.Read(into[..(int)Math.Min(ahead, into.Length)], blocking, cancellation).ConfigureAwait(false);
                    if (count > 0)
                    {
                        talk.Http.HasRead(count);
                        if (talk.IsAtEnd())
                        {
                            Finish(of);
                        }

                        return count;
                    }
                }
                else if (await talk.Stream.Fill(blocking, cancellation).ConfigureAwait(false))
                {
                    int count = talk.TakeBody(into.Span, out bool ended);
                    if (ended)
                    {
                        Finish(of);
                    }

                    if (count > 0 || ended)
                    {
                        return count;
                    }

                    continue;
                }

                // It ends by the close, or is cut short: then this throws.
                talk.Http.EndOfInput();
                Finish(of);
                return 0;
            }
        }
        catch (Exception error)
        {
            Exception told = Ended(talk, error);
            if (told == error)
            {
                throw;
            }

            throw told;
        }
    }

    private HttpTalk Current(HttpResponse of)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return of.Talk == _talk ? of.Talk
            : throw new InvalidOperationException($"the body was not read to its end before the connection to {_authority.Field} ended: {_ended}");
    }
}
