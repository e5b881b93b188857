using System.Globalization;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Clients.Tests.Peers;

/// <summary>gophernicus or pygopherd on loopback, for a folder of its own: "a file.txt", "x.bin" and the folder "sub" with "b.txt". It ends with the test.</summary>
internal sealed class GopherServer : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0x1ed;

    private readonly TemporaryFolder _folder = new();
    private readonly Peer _program;

    internal GopherServer(string name, (string Certificate, string Key)? certificate = null)
    {
        // gophernicus runs as nobody, for it refuses to run as root.
        _folder.Write("files/a file.txt", Text);
        _folder.Write("files/sub/b.txt", "below\n");
        File.WriteAllBytes(_folder.Below("files", "x.bin"), Bytes);
        foreach (string folder in (string[])[_folder.Path, Root, Path.Combine(Root, "sub")])
        {
            File.SetUnixFileMode(folder, Everybody);
        }

        _program = name == "gophernicus" ? Gophernicus() : Pygopherd(certificate);
        Port = ListeningPort.Of(_program);
    }

    /// <summary>Not what the RFC asks for, but what is in files.</summary>
    internal static string Text => "one\n.\n..two\nthree\n";

    internal static byte[] Bytes { get; } = [.. Enumerable.Range(0, 100_000).Select(static i => (byte)(i * 7 / 3))];

    internal int Port { get; }

    internal string Service => Port.ToString(CultureInfo.InvariantCulture);

    private string Root => _folder.Below("files");

    public void Dispose()
    {
        _program.Dispose();
        _folder.Dispose();
    }

    private Peer Gophernicus()
    {
        string nobody = Environment.IsPrivilegedProcess ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
        return Peer.Start("/usr/bin/socat", "TCP-LISTEN:0,bind=127.0.0.1,fork", $"SYSTEM:exec {nobody}/usr/sbin/gophernicus -h 127.0.0.1 -p $SOCAT_SOCKPORT -r {Root}");
    }

    private Peer Pygopherd((string Certificate, string Key)? certificate)
    {
        var own = new Dictionary<string, string>
        {
            ["port"] = "port = 0\ninterface = 127.0.0.1",
            ["root"] = $"root = {Root}",
            ["usechroot"] = "usechroot = no",
            ["pidfile"] = "",
            ["setuid"] = "",
            ["setgid"] = "",
            ["logmethod"] = "logmethod = none",
            ["cachetime"] = "cachetime = 0",
            ["enable_tls"] = certificate is var (pem, key) ? $"enable_tls = yes\ntls_certfile = {pem}\ntls_keyfile = {key}" : "enable_tls = no",
        };
        IEnumerable<string> lines = File.ReadLines("/etc/pygopherd/pygopherd.conf").Select(line => own.GetValueOrDefault(line.Split('=', 2)[0].Trim()) ?? line);
        return Peer.Start("/usr/bin/python3", "/usr/sbin/pygopherd", _folder.Write("pygopherd.conf", string.Join('\n', lines)));
    }
}
