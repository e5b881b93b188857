using Sockeye.Native;
using Sockeye.Native.Libc;

namespace Sockeye.Sockets.Calls;

/// <summary>Turns the cancellation of a token into a readable descriptor, for the length of one call.</summary>
/// <remarks>The eventfd belongs to the thread and is made once; <see cref="Dispose"/> waits for a callback that is running, then empties it.</remarks>
internal readonly struct WakeUp : IDisposable
{
    [ThreadStatic]
    private static Descriptor? s_event;

    private readonly CancellationTokenRegistration _registration;
    private readonly Descriptor? _event;

    private WakeUp(Descriptor wake, CancellationToken token)
    {
        _event = wake;
        _registration = token.UnsafeRegister(static held => DescriptorCalls.Signal(((Descriptor)held!).Raw), wake);
    }

    /// <summary>The descriptor to poll; -1 where the token can never be cancelled.</summary>
    internal int Number => _event?.Raw ?? -1;

    internal static WakeUp On(CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            return default;
        }

        if (s_event is null)
        {
            SysResult made = DescriptorCalls.EventDescriptor();
            if (made.Failed)
            {
                throw Faults.FaultFactory.Create(new Faults.Fault("eventfd", made.Error));
            }

            s_event = Descriptor.Adopt((int)made.Value);
        }

        return new WakeUp(s_event, token);
    }

    public void Dispose()
    {
        if (_event is not null)
        {
            _registration.Dispose();
            _ = DescriptorCalls.Drain(_event.Raw);
        }
    }
}
