using Sockeye.Native;
using Sockeye.Native.Libc;
using Sockeye.Sockets.Addresses;
using Sockeye.Sockets.Calls;
using Sockeye.Sockets.Faults;

namespace Sockeye.Sockets;

/// <summary>Names and addresses: who am I, where is that host and service, what is out there? Usable with <c>using static</c>.</summary>
/// <remarks>
/// All members may be called from any thread; they block while the system looks up. Those that may ask a name server take
/// <see cref="LookupOptions"/>: a timeout, a deadline, a token. A host may be written in any letters: "bücher.example" is asked for as
/// "xn--bcher-kva.example".
/// </remarks>
public static partial class Names
{
    /// <summary>This machine's name: gethostname(2).</summary>
    public static string GetHostName()
    {
        SysResult got = NameCalls.GetHostName(out string name);
        return got.Failed ? throw FaultFactory.Create(new Fault("gethostname", got.Error)) : name;
    }

    /// <summary>Gives this machine another name, until it starts again: sethostname(2).</summary>
    /// <param name="name">At most 64 bytes.</param>
    /// <exception cref="SocketAccessException">Only root and the capability CAP_SYS_ADMIN may.</exception>
    /// <exception cref="SocketFaultException">It is too long (EINVAL).</exception>
    /// <exception cref="ArgumentException">It has a zero character in it.</exception>
    public static void SetHostName(string name)
    {
        Check(name);
        SysResult set = NameCalls.SetHostName(name);
        if (set.Failed)
        {
            throw FaultFactory.Create(new Fault("sethostname", set.Error)
            {
                Target = "to " + HostText.Shown(name),
                Hint = set.Error switch
                {
                    Errno.EPERM => "it needs root or the capability CAP_SYS_ADMIN",
                    Errno.EINVAL => "a machine's name has at most 64 bytes",
                    _ => null,
                },
            });
        }
    }

    private static T Ask<T>(Lookup<T> lookup, LookupOptions? options)
        => Lookups.Ask(lookup, options?.End ?? Deadline.Never, options?.Cancellation ?? CancellationToken.None);

    private static Task<T> AskAsync<T>(Lookup<T> lookup, LookupOptions? options)
        => Lookups.AskAsync(lookup, options?.End ?? Deadline.Never, options?.Cancellation ?? CancellationToken.None);
}
