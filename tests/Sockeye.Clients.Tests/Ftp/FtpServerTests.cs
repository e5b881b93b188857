using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Sockeye.Clients.Dialing;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;
using Sockeye.Wire.Conversations;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>Against vsftpd and pyftpdlib: every verb, in both forms, by each way of meeting for the data.</summary>
public sealed class FtpServerTests
{
    public static TheoryData<string, bool, FtpDataMode> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, FtpDataMode>();
            foreach (string server in (string[])["vsftpd", "pyftpdlib"])
            {
                foreach (FtpDataMode mode in Enum.GetValues<FtpDataMode>())
                {
                    ways.Add(server, true, mode);
                    ways.Add(server, false, mode);
                }
            }

            return ways;
        }
    }

    public static TheoryData<string, bool> Forms => new() { { "vsftpd", true }, { "vsftpd", false }, { "pyftpdlib", true }, { "pyftpdlib", false } };

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Ways))]
    public async Task AFile_GoesThereAndComesBack_TheSame(string name, bool blocking, FtpDataMode mode)
    {
        using IFtpServer server = Start(name);
        using FtpTalk talk = await FtpTalk.To(server, blocking, new FtpOptions { Mode = mode });
        byte[] bytes = RandomNumberGenerator.GetBytes(1_000_000);

        Assert.Equal(bytes.Length, await talk.Upload("in/big", bytes));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(server.Root, "in", "big")));
        Assert.Equal(bytes, await talk.Fetch("in/big"));
        byte[] tail = bytes[500_000..];
        Assert.Equal(tail, await talk.Fetch("in/big", new FtpTransferOptions { Offset = 500_000, Length = 500_000 }));
        Assert.Equal(bytes.Length, await talk.Do(ftp => ftp.Size("in/big"), ftp => ftp.SizeAsync("in/big")));
        Assert.Empty(await talk.Fetch("in/big", new FtpTransferOptions { Offset = bytes.Length }));
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task UploadGoesOn_WhereItBrokeOff_AndBehindWhatIsThere(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        using FtpTalk talk = await FtpTalk.To(server, blocking);
        await talk.Upload("in/f", "0123456789"u8.ToArray());
        await talk.Upload("in/f", "ABC"u8.ToArray(), new FtpTransferOptions { Offset = 8 });
        Assert.Equal("01234567ABC"u8.ToArray(), await talk.Fetch("in/f"));
        await talk.Upload("in/f", "!"u8.ToArray(), new FtpTransferOptions { Append = true });
        Assert.Equal("01234567ABC!"u8.ToArray(), await talk.Fetch("in/f"));

        await talk.Do(ftp => ftp.ChangeDirectory("in"), ftp => ftp.ChangeDirectoryAsync("in"));
        using FtpStream unique = await talk.Do(static ftp => ftp.OpenUnique(), static ftp => ftp.OpenUniqueAsync());
        await talk.Do(_ => unique.Write("own"u8.ToArray(), 0, 3), _ => unique.WriteAsync("own"u8.ToArray(), 0, 3));
        await talk.Do(_ => unique.Complete(), _ => unique.CompleteAsync());
        Assert.NotNull(unique.Name);
        Assert.Equal("own"u8.ToArray(), await talk.Fetch(Path.GetFileName(unique.Name)));
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task AText_HasTheLineEndsOfThisSide(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        using FtpTalk talk = await FtpTalk.To(server, blocking);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"line {i}\n")));
        long sent = await talk.Upload("in/text", text, new FtpTransferOptions { Text = true });
        Assert.Equal(text.Length + 20_000, sent);
        Assert.Equal(text, await File.ReadAllBytesAsync(Path.Combine(server.Root, "in", "text")));
        using var back = new MemoryStream();
        Assert.Equal(sent, await talk.Download("in/text", back, new FtpTransferOptions { Text = true }));
        Assert.Equal(text, back.ToArray());
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Ways))]
    public async Task AFolder_IsListed_InEachForm(string name, bool blocking, FtpDataMode mode)
    {
        using IFtpServer server = Start(name);
        string folder = Path.Combine(server.Root, "in");
        Directory.CreateDirectory(Path.Combine(folder, "süb folder"));
        await File.WriteAllTextAsync(Path.Combine(folder, "a file.txt"), "12345");
        using FtpTalk talk = await FtpTalk.To(server, blocking, new FtpOptions { Mode = mode });

        IReadOnlyList<FtpEntry> best = await talk.Do(static ftp => ftp.Entries("in"), static ftp => ftp.EntriesAsync("in"));
        Assert.Equal(["a file.txt", "süb folder"], best.Select(static entry => entry.Name).Order(StringComparer.Ordinal));
        FtpEntry file = best.Single(static entry => entry.Kind == FtpEntryKind.File);
        Assert.Equal(5, file.Size);
        Assert.NotNull(file.Modified);
        Assert.Equal(FtpEntryKind.Directory, best.Single(static entry => entry.Name == "süb folder").Kind);

        IReadOnlyList<FtpEntry> list = await talk.Do(static ftp => ftp.List("in"), static ftp => ftp.ListAsync("in"));
        Assert.Contains(list, static entry => entry is { Kind: FtpEntryKind.File, Name: "a file.txt", Size: 5 });
        IReadOnlyList<string> names = await talk.Do(static ftp => ftp.ListNames("in"), static ftp => ftp.ListNamesAsync("in"));
        Assert.Contains("a file.txt", names.Select(Path.GetFileName));
        if (name == "pyftpdlib")
        {
            IReadOnlyList<FtpEntry> facts = await talk.Do(static ftp => ftp.ListFacts("in", ["size", "type"]), static ftp => ftp.ListFactsAsync("in", ["size", "type"]));
            FtpEntry told = facts.Single(static entry => entry.Name == "a file.txt");
            Assert.Equal("5", told.Facts["size"]);
            Assert.DoesNotContain("modify", told.Facts.Keys);
        }
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task FilesAndFolders_AreMade_Moved_LookedAt_AndRemoved(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        using FtpTalk talk = await FtpTalk.To(server, blocking);
        Assert.Equal("/in/new \"one\"", await talk.Do(static ftp => ftp.MakeDirectory("/in/new \"one\""), static ftp => ftp.MakeDirectoryAsync("/in/new \"one\"")));
        await talk.Do(static ftp => ftp.ChangeDirectory("/in/new \"one\""), static ftp => ftp.ChangeDirectoryAsync("/in/new \"one\""));
        Assert.Equal("/in/new \"one\"", await talk.Do(static ftp => ftp.WorkingDirectory(), static ftp => ftp.WorkingDirectoryAsync()));
        await talk.Upload("a", "x"u8.ToArray());
        DateTimeOffset modified = await talk.Do(static ftp => ftp.Modified("a"), static ftp => ftp.ModifiedAsync("a"));
        DateTimeOffset really = new(File.GetLastWriteTimeUtc(Path.Combine(server.Root, "in/new \"one\"/a")));
        Assert.InRange((really - modified).TotalSeconds, -2, 2);
        await talk.Do(static ftp => ftp.Rename("a", "b"), static ftp => ftp.RenameAsync("a", "b"));
        Assert.True(File.Exists(Path.Combine(server.Root, "in/new \"one\"/b")));
        await talk.Do(static ftp => ftp.Delete("b"), static ftp => ftp.DeleteAsync("b"));
        await talk.Do(static ftp => ftp.ChangeDirectory(".."), static ftp => ftp.ChangeDirectoryAsync(".."));
        await talk.Do(static ftp => ftp.RemoveDirectory("new \"one\""), static ftp => ftp.RemoveDirectoryAsync("new \"one\""));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(server.Root, "in")));
        await talk.Do(static ftp => ftp.Noop(), static ftp => ftp.NoopAsync());
        Assert.Contains("EPSV", talk.Ftp.Features.Select(static line => line.Split(' ', ';')[0]));
        Assert.Equal(215, (await talk.Do(static ftp => ftp.Command("SYST"), static ftp => ftp.CommandAsync("SYST"))).Code);
        Assert.Equal(215, talk.Ftp.LastReply.Code);
        Assert.Equal(220, talk.Ftp.Welcome.Code);
        Assert.Equal(221, (await talk.Do(static ftp => ftp.Quit(), static ftp => ftp.QuitAsync())).Code);
        Assert.Throws<ObjectDisposedException>(() => talk.Ftp.Noop());
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Ways))]
    public async Task WhatIsRefused_IsToldInTheServersWords_AndTheConnectionGoesOn(string name, bool blocking, FtpDataMode mode)
    {
        using IFtpServer server = Start(name);
        using FtpTalk talk = await FtpTalk.To(server, blocking, new FtpOptions { Mode = mode });
        FtpReplyException missing = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Fetch("nothing"));
        Assert.Equal(("RETR", 550), (missing.Command, missing.Code));
        Assert.StartsWith("RETR to 127.0.0.1:" + server.Port.ToString(CultureInfo.InvariantCulture) + ": 550 ", missing.Message, StringComparison.Ordinal);
        Assert.Contains(missing.Reply.Text, missing.Message, StringComparison.Ordinal);
        FtpReplyException denied = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Upload("denied", [1]));
        Assert.Equal("STOR", denied.Command);
        await Assert.ThrowsAsync<FtpReplyException>(() => talk.Do(static ftp => ftp.ChangeDirectory("nowhere"), static ftp => ftp.ChangeDirectoryAsync("nowhere")));
        await Assert.ThrowsAsync<FtpReplyException>(() => talk.Do(static ftp => ftp.Size("nothing"), static ftp => ftp.SizeAsync("nothing")));
        await talk.Upload("in/allowed", [1]);
        Assert.Equal(new byte[] { 1 }, await talk.Fetch("in/allowed"));
    }

    [NeedsTheory("pyftpdlib")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AWrongPassword_IsRefused_AndStandsNowhere(bool blocking)
    {
        using var server = new Pyftpdlib();
        var record = new Conversation();
        var options = new FtpOptions { Client = new ClientOptions { Conversation = record } };
        using FtpTalk talk = await FtpTalk.To("127.0.0.1", server.Port, blocking, options);
        FtpReplyException wrong = await Assert.ThrowsAsync<FtpReplyException>(() => talk.Do(static ftp => ftp.Login("user", "open, Sesame"), static ftp => ftp.LoginAsync("user", "open, Sesame")));
        Assert.Equal(("PASS", 530), (wrong.Command, wrong.Code));
        await talk.Do(static ftp => ftp.Login("user", Pyftpdlib.Password), static ftp => ftp.LoginAsync("user", Pyftpdlib.Password));
        string told = DialogueWriter.ToText(record) + wrong;
        Assert.Contains("USER user", told, StringComparison.Ordinal);
        Assert.DoesNotContain("open, Sesame", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Pyftpdlib.Password, told, StringComparison.Ordinal);
    }

    [NeedsTheory("vsftpd", "pyftpdlib")]
    [MemberData(nameof(Forms))]
    public async Task ATransferThatIsBrokenOff_LeavesTheConnectionInStep(string name, bool blocking)
    {
        using IFtpServer server = Start(name);
        using (FileStream large = File.Create(Path.Combine(server.Root, "in", "large")))
        {
            large.SetLength(100_000_000);
        }

        using FtpTalk talk = await FtpTalk.To(server, blocking);
        using FtpStream first = await talk.Do(static ftp => ftp.OpenRead("in/large"), static ftp => ftp.OpenReadAsync("in/large"));
        await talk.Do(_ => first.ReadExactly(new byte[1000]), _ => first.ReadExactlyAsync(new byte[1000]).AsTask());
        Assert.Throws<InvalidOperationException>(() => talk.Ftp.Noop());
        FtpReply aborted = await talk.Do(static ftp => ftp.Abort(), static ftp => ftp.AbortAsync());
        Assert.InRange(aborted.Code, 225, 226);

        FtpStream second = await talk.Do(static ftp => ftp.OpenRead("in/large"), static ftp => ftp.OpenReadAsync("in/large"));
        await talk.Do(_ => second.ReadExactly(new byte[1000]), _ => second.ReadExactlyAsync(new byte[1000]).AsTask());
        second.Dispose();
        Assert.Equal("/", await talk.Do(static ftp => ftp.WorkingDirectory(), static ftp => ftp.WorkingDirectoryAsync()));
        Assert.Throws<ObjectDisposedException>(() => second.ReadByte());
    }

    [NeedsTheory("pyftpdlib")]
    [InlineData(FtpDataMode.Passive, "EPSV")]
    [InlineData(FtpDataMode.Active, "EPRT")]
    public async Task AServerThatDoesNotKnowTheNewWay_IsMetByTheOldOne(FtpDataMode mode, string unknown)
    {
        using var server = new Pyftpdlib(without: unknown);
        var record = new Conversation();
        using FtpTalk talk = await FtpTalk.To(server, blocking: false, new FtpOptions { Mode = mode, Client = new ClientOptions { Conversation = record } });
        await talk.Upload("in/x", [1, 2, 3]);
        Assert.Equal(new byte[] { 1, 2, 3 }, await talk.Fetch("in/x"));
        Assert.Equal(1, DialogueWriter.ToText(record).Split("Client: " + unknown).Length - 1);
    }

    [NeedsTheory("pyftpdlib", Machine.Loopback6)]
    [InlineData(FtpDataMode.Passive, true)]
    [InlineData(FtpDataMode.Passive, false)]
    [InlineData(FtpDataMode.Active, true)]
    [InlineData(FtpDataMode.Active, false)]
    public async Task OverIPv6_ItIsTheSame(FtpDataMode mode, bool blocking)
    {
        using var server = new Pyftpdlib(host: Machine.Loopback6);
        using FtpTalk talk = await FtpTalk.To(Machine.Loopback6, server.Port, blocking, new FtpOptions { Mode = mode });
        await talk.Do(static ftp => ftp.Login("user", Pyftpdlib.Password), static ftp => ftp.LoginAsync("user", Pyftpdlib.Password));
        await talk.Upload("in/x", [1, 2, 3]);
        Assert.Equal(new byte[] { 1, 2, 3 }, await talk.Fetch("in/x"));
    }

    [NeedsTheory("vsftpd", "microsocks")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ByAProxy_TheDataGoByItToo_AndActiveModeIsRefused(bool blocking)
    {
        using var server = new Vsftpd();
        using ListeningProgram between = Programs.Microsocks();
        var dialer = new Dialer(new DialerOptions { Proxy = Proxy.Parse($"socks5h://127.0.0.1:{between.Service}") });
        var options = new FtpOptions { Client = new ClientOptions { Dialer = dialer } };
        using FtpTalk talk = await FtpTalk.To(server, blocking, options);
        Assert.Equal(between.Port, ((IPEndPoint)talk.Ftp.RemoteEndPoint!).Port);
        await talk.Upload("in/x", [1, 2, 3]);
        Assert.Equal(new byte[] { 1, 2, 3 }, await talk.Fetch("in/x"));
        using FtpTalk active = await FtpTalk.To(server, blocking, options with { Mode = FtpDataMode.Active });
        await Assert.ThrowsAsync<InvalidOperationException>(() => active.Fetch("in/x"));
    }

    [NeedsFact("vsftpd")]
    public async Task AFullLine_ThatWouldBeAnotherCommand_IsRefusedBeforeItGoesOut()
    {
        using var server = new Vsftpd();
        using FtpTalk talk = await FtpTalk.To(server, blocking: true);
        foreach (string bad in (string[])["x\r\nDELE y", "x\ny", "x\0", "\u001b[2J", "a\tb", "\u007f", "\u0085"])
        {
            Wire.ProtocolException refused = await Assert.ThrowsAsync<Wire.ProtocolException>(() => talk.Fetch(bad));
            Assert.Equal(Wire.Blame.Caller, refused.Blame);
            Assert.Equal(Wire.Blame.Caller, Assert.Throws<Wire.ProtocolException>(() => talk.Ftp.Rename("in", bad)).Blame);
        }

        talk.Ftp.Noop();
        Assert.Equal(200, talk.Ftp.LastReply.Code);
    }

    private static IFtpServer Start(string name) => name == "vsftpd" ? new Vsftpd() : new Pyftpdlib();
}
