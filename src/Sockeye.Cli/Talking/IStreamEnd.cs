namespace Sockeye.Cli.Talking;

/// <summary>This side's end of a stream, plain or encrypted. One thread receives and one sends.</summary>
internal interface IStreamEnd
{
    /// <summary>0: the peer has ended.</summary>
    int Receive(Memory<byte> into, CancellationToken stop);

    void SendAll(ReadOnlySpan<byte> data);

    /// <summary>Nothing more is sent.</summary>
    void EndSending();
}
