using System.Buffers;

namespace Sockeye.Servers.Tests.Handlers;

/// <summary>Sends back each frame.</summary>
internal sealed class EchoFrames() : FramedHandler<ReadOnlySequence<byte>>(Scene.Prefixed)
{
    protected override ValueTask Handle(ReadOnlySequence<byte> frame) => Frames.WriteAsync(frame);
}
