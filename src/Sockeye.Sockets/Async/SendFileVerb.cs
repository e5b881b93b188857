using Microsoft.Win32.SafeHandles;
using Sockeye.Loops;
using Sockeye.Loops.Telemetry;
using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Async;

/// <summary>sendfile(2) again and again until the count is reached or the file ends.</summary>
internal sealed class SendFileVerb : SocketVerb<SysResult>
{
    // One step; so that a peer that keeps pace does not hold a loop for a whole file.
    private const long MaxStep = 1024 * 1024;

    private SafeFileHandle? _file;
    private bool _held;
    private long _offset;
    private long _count;

    internal override string Name => nameof(Socket.SendFileAsync);

    private protected override string Operation => "sendfile";

    private protected override bool UsuallyGoes => true;

    /// <summary>How much has gone. Good after its answer was taken too, until it is used again.</summary>
    internal long Sent { get; private set; }

    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    internal SendFileVerb Of(Socket socket, SafeFileHandle file, long offset, long count)
    {
        Serve(socket);
        file.DangerousAddRef(ref _held);
        (_file, _offset, _count, Sent) = (file, offset, count, 0);
        return this;
    }

    private protected override SysResult Step(ref Turn turn)
    {
        while (true)
        {
            SysResult sent = ByteCount.Sent(TransferCalls.SendFile(turn.Descriptor, (int)_file!.DangerousGetHandle(), _offset + Sent, Math.Min(_count - Sent, MaxStep)));
            if (sent.Failed)
            {
                return sent;
            }

            Sent += sent.Value;
            if (sent.Value == 0 || Sent == _count)
            {
                return SysResult.Success((nint)Sent);
            }

            if (!MayGoOn(turn, out SysResult instead))
            {
                return instead;
            }
        }
    }

    // The caller looks at it: some errors mean that it must be done in another way.
    private protected override SysResult Result(SysResult outcome)
        => !outcome.Failed || (Sent == 0 && outcome.Error is Errno.EINVAL or Errno.ENOSYS or Errno.ESPIPE)
            ? outcome
            : throw Socket.Fault("sendfile", outcome.Error, transferred: Sent);

    private protected override void Forget()
    {
        base.Forget();
        if (_held)
        {
            _file!.DangerousRelease();
            _held = false;
        }

        _file = null;
    }
}
