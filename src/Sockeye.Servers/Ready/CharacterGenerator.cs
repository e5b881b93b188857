namespace Sockeye.Servers.Ready;

/// <summary>Sends characters without end: RFC 864, over connections and in datagrams. Lines of 72 of the 95 printable characters, each begun one further.</summary>
/// <remarks>
/// In datagrams the answer is up to 512 bytes, and the question may be none: whoever forges the sender has it sent to another. So it is for
/// machines that trust their network, and not for the open one.
/// </remarks>
public static class CharacterGenerator
{
    private const int First = ' ';
    private const int Printable = 95;
    private const int LineLength = 72;
    private const int LongestDatagram = 512;
    private const int RoundsInARow = 16;

    // All lines there are, after which they begin again.
    private static readonly byte[] Round = [.. Enumerable.Range(0, Printable).SelectMany(static line => Enumerable.Range(line, LineLength).Select(static at => (byte)(First + (at % Printable))).Concat("\r\n"u8.ToArray()))];

    /// <summary>A conversation: until the client closes, as fast as it reads; at a shutdown until the end of a round. What it sends is not read.</summary>
    /// <param name="request">The client.</param>
    public static async Task Serve(StreamRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (int round = 1; !request.Server.Stopping.IsCancellationRequested; round++)
        {
            await request.Output.WriteAsync(Round).ConfigureAwait(true);
            if (round % RoundsInARow == 0 && request.SharesItsThread)
            {
                await Task.Yield();     // a client that reads as fast as this never has it wait
            }
        }
    }

    /// <summary>A datagram, whatever is in it, is answered with 0 to 512 characters.</summary>
    /// <param name="request">The datagram.</param>
    public static ValueTask Answer(DatagramRequest request)
        => SmallServices.MayAnswer(request) ? request.ReplyAsync(Round.AsMemory(0, Random.Shared.Next(LongestDatagram + 1))) : default;
}
