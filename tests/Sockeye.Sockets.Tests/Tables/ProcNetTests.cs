using System.Net;
using System.Text;
using Sockeye.Sockets.Tables;

namespace Sockeye.Sockets.Tests.Tables;

/// <summary>Rows as kernels write them, for what a test cannot bring about at will.</summary>
public sealed class ProcNetTests
{
    private static readonly ProcNetFile Tcp6 = ProcNet.Files.Single(static file => file.Name == "tcp6");

    private static readonly ProcNetFile Raw = ProcNet.Files.Single(static file => file.Name == "raw");

    [Fact]
    public void ARowOfSixteenBytes_IsReadInGroupsOfFour()
    {
        SocketEntry entry = ProcNet.InternetRow(
            "   1: B80D01200000000000000000DEBC0A00:1F90 00000000000000000000000001000000:C350 08 0000002A:00000100 01:00000014 00000000  1000        0 998877 1 0000000000000000 20 4 30 10 -1", Tcp6)!;
        Assert.Equal(IPEndPoint.Parse("[2001:db8::a:bcde]:8080"), entry.LocalEndPoint);
        Assert.Equal(IPEndPoint.Parse("[::1]:50000"), entry.RemoteEndPoint);
        Assert.Equal((TcpState.CloseWait, 42L, 256L, 1000L, 998877L), (entry.State, entry.SendQueue, entry.ReceiveQueue, entry.UserId, entry.Inode));
    }

    [Fact]
    public void ARawSocket_HasItsProtocolWhereOthersHaveThePort()
    {
        SocketEntry entry = ProcNet.InternetRow("  89: 0100007F:0059 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 0", Raw)!;
        Assert.Equal((Protocol)89, entry.Protocol);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), entry.LocalEndPoint);
        Assert.Null(entry.RemoteEndPoint);
    }

    [Fact]
    public void APathOfAnyBytes_KeepsThem()
    {
        // As the file is read: each byte a character of Latin-1.
        string path = Encoding.Latin1.GetString("/tmp/a b/ö"u8);
        SocketEntry entry = ProcNet.UnixRow($"0000000012345678: 00000002 00000000 00010000 0005 01 4711 {path}")!;
        Assert.Equal(new UnixEndPoint("/tmp/a b/ö"), entry.LocalEndPoint);
        Assert.Equal((SocketKind.SOCK_SEQPACKET, TcpState.Listen, 4711L), (entry.Kind, entry.State, entry.Inode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1: 0100007F:0059 00000000:0000")]
    [InlineData("1: 0100007F:0059 00000000:0000 0A 0 00:0 0 0 0 4711")]
    [InlineData("1: 010000:0059 00000000:0000 0A 0:0 00:0 0 0 0 4711")]
    [InlineData("1: 0100007F:0059 00000000:0000 0A 0:0 00:0 0 0 0 inode")]
    [InlineData("1: 0100007G:0059 00000000:0000 0A 0:0 00:0 0 0 0 4711")]
    [InlineData("1: 0100007F:10059 00000000:0000 0A 0:0 00:0 0 0 0 4711")]
    public void ARowOfAnotherForm_IsLeftOut(string row)
    {
        Assert.Null(ProcNet.InternetRow(row, Raw));
        Assert.Null(ProcNet.UnixRow(row));
    }
}
