using System.Threading.Channels;
using Sockeye.Clients.Lines;
using Sockeye.Cli.Talking;
using Sockeye.Sockets;

namespace Sockeye.Cli.Chatting;

/// <summary>A chat-style talk: each line of the input is said when the server has answered the one before. A person at a terminal decides that alone.</summary>
/// <param name="client">With whom.</param>
/// <param name="rules">Where answers end, and whether the server has greeted.</param>
/// <param name="times">How long an answer is waited for.</param>
/// <param name="stop">Ends it early.</param>
/// <remarks>The server's lines are read by a task of their own, so that they are shown whenever they come.</remarks>
internal sealed class ChatTalk(LineClient client, AnswerRules rules, ChatTimes times, CancellationToken stop)
{
    private readonly Channel<byte[]> _heard = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    private volatile bool _hasLeft;

    /// <exception cref="SocketFaultException">The network failed.</exception>
    /// <exception cref="IOException">Standard input cannot be read, or the server talks nonsense.</exception>
    internal async Task Run(InputLines input, bool isTerminal)
    {
        Task listening = Listen();
        try
        {
            await (isTerminal ? Converse(input) : Recite(input)).ConfigureAwait(false);
            await EndSpeaking(listening).ConfigureAwait(false);
        }
        catch (SocketFaultException)
        {
            // What the server's side has met came first, and says why; it may be about to.
            await Task.WhenAny(listening, Task.Delay(times.Silence, stop)).ConfigureAwait(false);
            if (!listening.IsFaulted)
            {
                throw;
            }
        }

        await listening.ConfigureAwait(false);
    }

    // A server that is silent after our last word is left, and has nothing more to say.
    private async Task EndSpeaking(Task listening)
    {
        if (!listening.IsCompleted)
        {
            await client.ShutdownSendAsync(stop).ConfigureAwait(false);
            await Task.WhenAny(listening, Task.Delay(times.Answer, stop)).ConfigureAwait(false);
        }

        if (!listening.IsCompleted)
        {
            _hasLeft = true;
            client.Dispose();
        }
    }

    private async Task Listen()
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                byte[] line = await client.ReadLineBytesAsync(stop).ConfigureAwait(false);
                await _heard.Writer.WriteAsync(line, stop).ConfigureAwait(false);
            }
        }
        catch (EndOfLinesException)
        {
            // It has said all, its last line perhaps without an end: a document may be so.
        }
        catch (Exception gone) when (_hasLeft && gone is not OutOfMemoryException)
        {
            // We have left.
        }
        finally
        {
            _heard.Writer.Complete();
        }
    }

    // A read of standard input cannot be ended: in the background it does not keep the program.
    private async Task Converse(InputLines input)
    {
        Task typing = Task.Factory.StartNew(() => { while (Next(input) is byte[] line) { client.WriteLine(line); } }, stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(typing, _heard.Reader.Completion, Drain()).ConfigureAwait(false);
        if (typing.IsCompleted)
        {
            await typing.ConfigureAwait(false);
        }
    }

    private async Task Drain()
    {
        await foreach (byte[] _ in _heard.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            // Shown already.
        }
    }

    private async Task Recite(InputLines input)
    {
        bool isFirst = true;
        while (Next(input) is byte[] line)
        {
            if ((!isFirst || !AnswerRules.SpeaksFirst(line)) && !await HearAnswer().ConfigureAwait(false))
            {
                return;     // the server has ended: nobody would hear the rest
            }

            isFirst = false;
            await client.WriteLineAsync(line, cancellation: stop).ConfigureAwait(false);
            rules.Said(line);
        }

        await HearAnswer().ConfigureAwait(false);
    }

    // False: the server has ended the talk.
    private async Task<bool> HearAnswer()
    {
        while (rules.Due != AnswerDue.None)
        {
            using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            late.CancelAfter(rules.Due == AnswerDue.Perhaps ? times.Silence : times.Answer);
            try
            {
                if (!await _heard.Reader.WaitToReadAsync(late.Token).ConfigureAwait(false))
                {
                    return false;
                }
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return true;
            }

            while (_heard.Reader.TryRead(out byte[]? line))
            {
                rules.Heard(line);
            }
        }

        return true;
    }

    // The client would refuse it too: it would be two lines for the server.
    private static byte[]? Next(InputLines input)
    {
        if (input.Next() is not byte[] whole)
        {
            return null;
        }

        byte[] line = whole.AsSpan().TrimEnd("\r\n"u8).ToArray();
        return line.AsSpan().IndexOfAny((byte)'\r', (byte)0) < 0 ? line : throw new UsageException($"a line of the input has a carriage return or a zero byte in it, and was not said: {Shown.Bytes(line)}");
    }
}
