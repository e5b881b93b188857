namespace Sockeye.Sockets;

/// <summary>Addresses of AF_VSOCK. See vsock(7).</summary>
/// <remarks>They are constants and not members of an enum: the verbs take plain numbers where these go, as the value of an option or a field.</remarks>
public static class VsockNumbers
{
    /// <summary>Any machine: for bind.</summary>
    public const uint VMADDR_CID_ANY = 0xFFFFFFFF;

    /// <summary>The hypervisor; reserved.</summary>
    public const uint VMADDR_CID_HYPERVISOR = 0;

    /// <summary>This machine itself.</summary>
    public const uint VMADDR_CID_LOCAL = 1;

    /// <summary>The host of the virtual machine.</summary>
    public const uint VMADDR_CID_HOST = 2;

    /// <summary>Any free port: for bind.</summary>
    public const uint VMADDR_PORT_ANY = 0xFFFFFFFF;

    /// <summary>Send all to the host, whatever the address says.</summary>
    public const int VMADDR_FLAG_TO_HOST = 1;

    /// <summary>The version of vsock is not known.</summary>
    public const uint VM_SOCKETS_INVALID_VERSION = 0xFFFFFFFF;

    /// <summary>The request of ioctl(2) on /dev/vsock for this machine's number.</summary>
    public const int IOCTL_VM_SOCKETS_GET_LOCAL_CID = 1977;
}
