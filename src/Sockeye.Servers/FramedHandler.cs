using Sockeye.Connections.Framing;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Frames;

namespace Sockeye.Servers;

/// <summary>Serves one connection in frames: <see cref="Handle(TFrame)"/> for each. When the server shuts down it ends between two frames.</summary>
/// <param name="format">How the stream is cut.</param>
public abstract class FramedHandler<TFrame>(IFrameFormat<TFrame> format) : StreamHandler
{
    /// <summary>What is written to.</summary>
    protected FramedConnection<TFrame> Frames { get; private set; } = null!;

    /// <summary>One frame of the client's; its memory is good until this ends.</summary>
    protected abstract ValueTask Handle(TFrame frame);

    /// <summary>Begins TLS (STARTTLS), and goes on in frames of the same format: see <see cref="StreamRequest.UpgradeToTlsAsync"/>. By <see cref="Handle(TFrame)"/>, after the word that lets the client begin.</summary>
    /// <param name="options">How.</param>
    /// <inheritdoc cref="StreamRequest.UpgradeToTlsAsync" path="/exception"/>
    protected async Task UpgradeToTlsAsync(TlsServerOptions options)
    {
        await Request.UpgradeToTlsAsync(options).ConfigureAwait(true);      // a way may have its own thread for handlers
        Frames = Request.InFrames(format);
    }

    /// <inheritdoc/>
    protected sealed override async Task Handle()
    {
        Frames = Request.InFrames(format);
        while (await Frames.NextAsync().ConfigureAwait(true))      // a way may have its own thread for handlers
        {
            await Handle(Frames.Current).ConfigureAwait(true);
        }
    }
}
