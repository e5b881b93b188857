using System.Globalization;
using System.Net;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Sockets;
using Sockeye.Testing;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>What went wrong leaves no descriptor behind. Nothing else runs beside this.</summary>
[Collection(Alone)]
public sealed class FtpLeakTests
{
    internal const string Alone = "ftp, alone";

    [NeedsTheory("pyftpdlib")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhateverEndsIt_NoSocketIsLeft(bool blocking)
    {
        using var server = new Pyftpdlib();
        await File.WriteAllBytesAsync(Path.Combine(server.Root, "in", "f"), new byte[1_000_000]);
        await Go(server, blocking);     // the loops take theirs once
        int before = Sockets();
        for (int round = 0; round < 5; round++)
        {
            await Go(server, blocking);
        }

        // Five rounds of six ways to fail; a leak in one of them would be five.
        Eventually.True(() => Sockets() < before + 5, FtpTalk.Patience);
    }

    private static async Task Go(Pyftpdlib server, bool blocking)
    {
        foreach (FtpDataMode mode in (FtpDataMode[])[FtpDataMode.Passive, FtpDataMode.Active])
        {
            // Refused, given up, cancelled.
            using FtpTalk talk = await FtpTalk.To(server, blocking, new FtpOptions { Mode = mode });
            await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("nothing"));
            FtpStream givenUp = await talk.Do(static ftp => ftp.OpenRead("in/f"), static ftp => ftp.OpenReadAsync("in/f"));
            await talk.Do(_ => givenUp.Read(new byte[10], 0, 10), _ => givenUp.ReadAsync(new byte[10], 0, 10));
            givenUp.Dispose();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => talk.Do(
                static ftp => ftp.OpenRead("in/f", null, new CancellationToken(true)), static ftp => ftp.OpenReadAsync("in/f", null, new CancellationToken(true))));
        }

        // No FTP; nothing behind the greeting; a data port where nobody listens.
        await using ScriptedServer nonsense = new PeerScript().Say("hello\r\n").Serve();
        await Assert.ThrowsAsync<Wire.ProtocolException>(() => FtpTalk.To(nonsense.LocalEndPoint, blocking));
        int nobody;
        using (Socket probe = Socket.CreateServer(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            nobody = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        string reply = string.Create(CultureInfo.InvariantCulture, $"229 (|||{nobody}|)\r\n");
        await using ScriptedServer closed = new PeerScript().Say("220 x\r\n").ExpectLine("TYPE I").Say("200 x\r\n").ExpectLine("EPSV").Say(reply).ExpectLine("TYPE A").Close().Serve();
        using FtpTalk last = await FtpTalk.To(closed.LocalEndPoint, blocking);
        await Assert.ThrowsAsync<ConnectionRefusedException>(() => last.Fetch("f"));
        await Assert.ThrowsAsync<Wire.ProtocolException>(() => last.Do(static ftp => ftp.List(), static ftp => ftp.ListAsync()));
    }

    private static int Sockets() => Directory.GetFileSystemEntries("/proc/self/fd").Count(static fd => new FileInfo(fd).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class Definition;
}
