using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sockeye.Cli.Tests.Running;

namespace Sockeye.Cli.Tests.Fetching;

/// <summary>sockeye get and put, at our own server of files and at a server in Python.</summary>
public sealed class GetTests : IDisposable
{
    // A server that takes what is put, redirects, and says no.
    private const string PutServer =
        """
        import http.server
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def answer(self, status, body=b'', *fields):
                self.send_response(status)
                for name, value in fields: self.send_header(name, value)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def do_PUT(self):
                if self.headers.get('Transfer-Encoding') == 'chunked':
                    body = b''
                    while size := int(self.rfile.readline(), 16): body += self.rfile.read(size); self.rfile.readline()
                    self.rfile.readline()
                else: body = self.rfile.read(int(self.headers['Content-Length']))
                print('put', self.path, len(body), flush=True)
                self.answer(201)
            def do_GET(self):
                if self.path == '/away': self.answer(302, b'', ('Location', 'file:///etc/passwd'))
                elif self.path == '/evil': self.answer(404, b'', ('X', 'y'))
                else: self.answer(200, self.headers.get('Authorization', 'nobody').encode())
            def log_message(self, *_): pass
        s = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        print('ready', s.server_port, flush=True)
        s.serve_forever()
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bodies_go_to_standard_output_and_nothing_else_does()
    {
        using Peer server = Files(out string where);
        using Peer tool = Programs.Sockeye("get", $"http://{where}/a.txt", $"{where}/b.txt", "data:,%20and%20data");
        Ended ended = tool.End();
        Assert.Equal((0, "hello world and data", ""), (ended.ExitCode, ended.Output, ended.Errors));
    }

    [Fact]
    public void A_file_is_written_with_the_date_and_told_to_programs()
    {
        using Peer server = Files(out string where);
        string file = _folder.Below("got.txt");
        using Peer tool = Programs.Sockeye("get", $"{where}/a.txt", "-o", file, "--json");
        Ended ended = tool.End();
        Assert.Equal((0, ""), (ended.ExitCode, ended.Errors));
        Assert.Equal("hello ", File.ReadAllText(file));
        using var told = JsonDocument.Parse(ended.Output);
        Assert.Equal($"http://{where}/a.txt", told.RootElement.GetProperty("url").GetString());
        Assert.Equal((6, file), (told.RootElement.GetProperty("length").GetInt64(), told.RootElement.GetProperty("file").GetString()));
        Assert.Equal(File.GetLastWriteTimeUtc(_folder.Below("root", "a.txt")).Ticks / TimeSpan.TicksPerSecond, File.GetLastWriteTimeUtc(file).Ticks / TimeSpan.TicksPerSecond);
    }

    [Fact]
    public void The_head_is_shown_alone_or_in_front()
    {
        using Peer server = Files(out string where);
        using Peer head = Programs.Sockeye("get", "--head", $"{where}/a.txt");
        string told = head.End().Output;
        Assert.StartsWith("HTTP/1.1 200 OK\n", told, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 6\n", told, StringComparison.Ordinal);
        using Peer both = Programs.Sockeye("get", "--headers", $"{where}/a.txt");
        Assert.EndsWith("\n\nhello ", both.End().Output, StringComparison.Ordinal);
        using Peer file = Programs.Sockeye("get", "--head", $"file://{_folder.Below("root", "a.txt")}");
        Assert.StartsWith("Content-Type: text/plain; charset=utf-8\nContent-Length: 6\nLast-Modified: ", file.End().Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_have_the_exit_code_of_their_kind()
    {
        using Peer server = Files(out string where);
        Says(4, $"http://{where}/missing: 404 Not Found", "get", $"anna:secret@{where}/missing");
        Says(4, "connection refused", "get", "127.0.0.1:1");
        Says(3, "the body is over the limit of 5 bytes", "get", $"{where}/a.txt", "--max", "5");
        Says(4, "there is no such file", "get", "file:///no/such/file");
        Says(2, "'telnet' is a scheme that nobody here opens", "get", "telnet://localhost/");
        Says(2, "'tel' is a scheme that nobody here opens", "get", "tel:anna");
        Says(2, "behind http: // and a host are due", "get", "http:");
        Says(2, "-o needs the name of a file", "get", where, "-o", "");
        Says(2, "character 10 of the URL", "get", "http://h/\u0001");
        Says(2, "character 5 of the URL", "get", "h/ x\u0001");
        Says(2, "--headers and --json do not go together", "get", where, "--headers", "--json", "-o", "x");
        Says(2, "-o FILE is for one URL", "get", where, where, "-o", "x");
        Says(2, "--resume goes with -o FILE", "get", where, "--resume");
        Says(2, "proxy", "get", where, "--proxy", "carrier://pigeon");
        Says(4, "connection refused", "get", where, "--proxy", "socks5://127.0.0.1:1");
        Says(2, "--max takes bytes", "get", where, "--max", "much");
        Says(2, "--json goes with -o FILE or --head", "get", where, "--json");
        Says(2, "cannot be written", "get", $"{where}/a.txt", "-o", "/no/such/folder/x");
    }

    [Fact]
    public void What_was_cut_short_is_resumed()
    {
        using Peer server = Files(out string where);
        string file = _folder.Below("got.txt");
        using (Peer head = Programs.Sockeye("get", "--head", $"{where}/a.txt"))
        {
            string mark = head.End().Output.Split('\n').Single(static line => line.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
            string url = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"http://{where}/a.txt")));
            File.WriteAllText(file + ".part.of", $"{url}\n{mark}");
            File.WriteAllText(file + ".part", "HEL");
        }

        using Peer tool = Programs.Sockeye("get", $"{where}/a.txt", "-o", file, "--resume");
        Assert.Equal(0, tool.End().ExitCode);
        Assert.Equal("HELlo ", File.ReadAllText(file));
    }

    [NeedsFact("python3")]
    public void What_is_said_is_shown_without_passwords()
    {
        using Peer server = Putting(out string where);
        using Peer tool = Programs.Sockeye("get", $"http://anna:secret@{where}/x", "--verbose");
        Ended ended = tool.End();
        Assert.Equal("Basic " + Convert.ToBase64String("anna:secret"u8), ended.Output);
        Assert.Contains("Client: GET /x HTTP/1.1", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("Server: HTTP/1.1 200 OK", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("anna:secret"u8), ended.Errors, StringComparison.Ordinal);
        Says(4, "from http it leads to http and https alone", "get", $"{where}/away");
    }

    [NeedsFact("python3")]
    public void A_file_is_put_and_so_is_standard_input()
    {
        using Peer server = Putting(out string where);
        string file = _folder.Write("a b.bin", new string('x', 100_000));
        using Peer tool = Programs.Sockeye("put", file, $"http://{where}/in/");
        Assert.Equal((0, $"201 Created: 100000 bytes to http://{where}/in/a%20b.bin\n"), (tool.End().ExitCode, tool.Output));
        server.OutputLine("put /in/a%20b.bin 100000");
        using Peer query = Programs.Sockeye("put", file, $"http://{where}/in/?x=1");
        Assert.Equal(0, query.End().ExitCode);
        server.OutputLine("put /in/a%20b.bin?x=1 100000");
        using Peer piped = Programs.Sockeye("put", "-", $"http://{where}/piped");
        piped.Say("hello");
        piped.EndInput();
        Assert.Equal(0, piped.End().ExitCode);
        server.OutputLine("put /piped 5");
        Says(2, "cannot be read", "put", "/no/such", where + "/x");
        Says(4, "a file of this machine is not put", "put", file, "file:///tmp/x");
    }

    [Fact]
    public void The_environment_names_a_proxy_and_an_option_none()
    {
        using Peer server = Files(out string where);
        string[] environment = ["env", "http_proxy=http://me:sesame@127.0.0.1:1"];
        using Peer by = Programs.SockeyeUnder(environment, "get", $"{where}/a.txt");
        Ended ended = by.End();
        Assert.Equal(4, ended.ExitCode);
        Assert.Contains("127.0.0.1:1", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", ended.Errors, StringComparison.Ordinal);
        using Peer direct = Programs.SockeyeUnder(environment, "get", $"{where}/a.txt", "--proxy", "none");
        Assert.Equal("hello ", direct.End().Output);
    }

    [NeedsFact("python3")]
    public void A_terminal_sees_how_far_it_is()
    {
        using Peer server = Files(out string where);
        using Peer tool = Programs.SockeyeOnTerminal(null, "get", $"{where}/a.txt", "-o", _folder.Below("got.txt"));
        Ended ended = tool.End();
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("got.txt    0 % [>", ended.Output, StringComparison.Ordinal);
    }

    private Peer Files(out string where)
    {
        _folder.Write("root/a.txt", "hello ");
        _folder.Write("root/b.txt", "world");
        return Programs.Serve("files", "127.0.0.1:0", out where, "--root", _folder.Below("root"));
    }

    private static Peer Putting(out string where)
    {
        Peer server = Programs.Python(PutServer);
        where = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.OutputLine("ready ").Trim()}");
        return server;
    }

    private static void Says(int code, string words, params string[] arguments)
    {
        using Peer tool = Programs.Sockeye(arguments);
        Ended ended = tool.End();
        Assert.True(ended.ExitCode == code && ended.Output.Length == 0, ended.ToString());
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", ended.Errors, StringComparison.Ordinal);
    }
}
