using System.Net;
using Sockeye.Clients.Lines;
using Sockeye.Connections;
using Sockeye.Connections.Tls;
using Sockeye.Sockets;
using Sockeye.Testing;
using Sockeye.Wire.Conversations;

namespace Sockeye.Clients.Tests.Lines;

/// <summary>The same over all that carries lines: a socket, a connection, a stream, TLS from the start and later.</summary>
public sealed class LineCarrierTests
{
    private static readonly TestAuthority s_authority = new();
    private static readonly TlsServerOptions s_serving = new() { Certificates = ServerCertificates.From(s_authority.Issue(["localhost", "127.0.0.1"])) };
    private static readonly TlsClientOptions s_trusting = new() { HostName = "localhost", Trust = TlsTrust.Only(s_authority.Certificate) };

    public static TheoryData<bool> Forms => Form.Both;

    public static TheoryData<string, bool> CarriersAndForms
    {
        get
        {
            var all = new TheoryData<string, bool>();
            foreach (string carrier in new[] { "socket", "connection", "stream", "unix" })
            {
                all.Add(carrier, true);
                all.Add(carrier, false);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(CarriersAndForms))]
    public async Task WhateverCarriesThem_LinesAreLines(string carrier, bool blocking)
    {
        using var folder = new TemporaryFolder();
        await using ScriptedServer server = new PeerScript().Say("hello\r\n").ExpectLine("me").Say("bye\r\n").ExpectEnd()
            .Serve(carrier == "unix" ? new UnixEndPoint(folder.Below("s")) : null);
        using LineClient client = await Over(carrier, server.LocalEndPoint);
        var talk = new Form(client, blocking);
        Assert.Equal("hello", await talk.ReadLine());
        await talk.WriteLine("me");
        Assert.Equal("bye", await talk.ReadLine());
        client.Dispose();
        await server.Done;
    }

    [Theory]
    [InlineData("connection", true)]
    [InlineData("connection", false)]
    [InlineData("stream", true)]
    [InlineData("stream", false)]
    public async Task WhereNothingElseLimitsAWait_ItIsThrownAway(string carrier, bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectEnd().Serve();
        using LineClient client = await Over(carrier, server.LocalEndPoint, TimeSpan.FromSeconds(0.2));
        var talk = new Form(client, blocking);
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(talk.ReadLine);
        Assert.Contains("timed out after 0.2 s", late.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SocketTimeoutException>(talk.ReadLine);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task TlsFromTheFirstByte(bool blocking)
    {
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task server = Serve(listener, new PeerScript().Say("220 hello\r\n").ExpectLine("QUIT").Say("221 bye\r\n"));
        Form talk = await Form.To(listener.LocalEndPoint, blocking, new LineClientOptions { IsSecure = true, Client = new ClientOptions { Tls = s_trusting } });
        Assert.NotNull(talk.Client.Tls);
        Assert.Equal("220 hello", await talk.ReadLine());
        await talk.WriteLine("QUIT");
        Assert.Equal("221 bye", await talk.ReadLine());
        Assert.Null(await talk.TryReadLine());
        await server;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AServerThatNobodyVouchesFor_IsRefused(bool blocking)
    {
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task server = Serve(listener, new PeerScript());
        TlsException error = await Assert.ThrowsAsync<TlsException>(() => Form.To(listener.LocalEndPoint, blocking, new LineClientOptions { IsSecure = true }));
        Assert.Equal(TlsError.PeerCertificate, error.Kind);
        await Record.ExceptionAsync(() => server);     // in TLS 1.3 it may have thought that all was well
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task PlainTalk_GoesOnInTls(bool blocking)
    {
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task server = ServeStartTls(listener, "220 go ahead\r\n", new PeerScript().ExpectLine("EHLO me").Say("250 in secret\r\n"));
        var record = new Conversation();
        Form talk = await Form.To(listener.LocalEndPoint, blocking, new LineClientOptions { Client = new ClientOptions { Conversation = record } });
        await talk.WriteLine("STARTTLS");
        Assert.Equal("220 go ahead", await talk.ReadLine());
        await talk.StartTls(s_trusting);
        await talk.WriteLine("EHLO me");
        Assert.Equal("250 in secret", await talk.ReadLine());
        await server;
        Assert.Contains("Client: (TLS from here: ", DialogueWriter.ToText(record), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => talk.StartTls(s_trusting));
    }

    // CVE-2011-0411, seen from the client: an answer that was put there in plain text must not be taken for one from inside TLS.
    [Theory]
    [MemberData(nameof(Forms))]
    public async Task PlainTextBehindTheWordToBegin_EndsIt(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("STARTTLS").Say("220 go ahead\r\n250 forged\r\n").Serve();
        Form talk = await Form.To(server, blocking);
        await talk.WriteLine("STARTTLS");
        await talk.ReadLine();
        TlsException error = await Assert.ThrowsAsync<TlsException>(() => talk.StartTls(s_trusting));
        Assert.Equal(TlsError.Plaintext, error.Kind);
        await Assert.ThrowsAnyAsync<ObjectDisposedException>(() => talk.WriteLine("EHLO me"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AServerThatGoesOnInPlainText_IsToldSo(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectLine("STARTTLS").Say("220 go ahead\r\n").ExpectBytes(1).Say("500 what?\r\n").Serve();
        Form talk = await Form.To(server, blocking);
        await talk.WriteLine("STARTTLS");
        await talk.ReadLine();
        Assert.Equal(TlsError.Plaintext, (await Assert.ThrowsAsync<TlsException>(() => talk.StartTls(s_trusting))).Kind);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task ASilentHandshake_HasTheTimeoutOfTheVerb(bool blocking)
    {
        await using ScriptedServer server = new PeerScript().ExpectBytes(1).ExpectReset().Serve();
        var options = new LineClientOptions { IsSecure = true, Client = new ClientOptions { Tls = s_trusting, Timeout = TimeSpan.FromSeconds(0.3) } };
        await Assert.ThrowsAsync<SocketTimeoutException>(() => Form.To(server, blocking, options));
        await server.Done;
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task AHandshake_EndsWithWhoeverCloses(bool blocking, bool aborts)
    {
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var begun = new TaskCompletionSource();
        Task server = HearOut(listener, begun);
        Form talk = await Form.To(listener.LocalEndPoint, blocking);
        Task upgrade = talk.StartTls(s_trusting with { HandshakeTimeout = Form.Patience });
        await begun.Task.WaitAsync(Form.Patience);
        var why = new InvalidOperationException("enough");
        if (aborts)
        {
            talk.Client.Abort(why);
        }
        else
        {
            talk.Client.Dispose();
        }

        Exception? end = await Record.ExceptionAsync(() => upgrade);
        Assert.IsType(aborts ? typeof(InvalidOperationException) : typeof(ObjectDisposedException), end);
        await server.WaitAsync(Form.Patience);      // and nothing is left open
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task AHalfCloseInTls_IsAnEndThatWasAnnounced(bool blocking)
    {
        using Listener listener = Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task server = AnswerAtTheEnd(listener);
        Form talk = await Form.To(listener.LocalEndPoint, blocking, new LineClientOptions { IsSecure = true, Client = new ClientOptions { Tls = s_trusting } });
        await talk.WriteLine("question");
        await talk.ShutdownSend();
        Assert.Equal("answer", await talk.ReadLine());
        await server;
    }

    [Fact]
    public void OverAUnixAddress_TheNameOfTheCertificateIsAskedForFirst()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ArgumentException>(() => LineClient.Connect(new UnixEndPoint(folder.Below("nobody")), new LineClientOptions { IsSecure = true }));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task OverAUnixAddress_TheHandshakeIsWithinTheTimeoutToo(bool blocking)
    {
        using var folder = new TemporaryFolder();
        await using ScriptedServer server = new PeerScript().ExpectBytes(1).ExpectReset().Serve(new UnixEndPoint(folder.Below("s")));
        var options = new LineClientOptions { IsSecure = true, Client = new ClientOptions { Tls = s_trusting, Timeout = TimeSpan.FromSeconds(0.3) } };
        SocketTimeoutException late = await Assert.ThrowsAsync<SocketTimeoutException>(() => Form.To(server.LocalEndPoint, blocking, options));
        Assert.Contains("after 0.", late.Message, StringComparison.Ordinal);
    }

    // What takes all at once and keeps it, so that the flush is what waits.
    [Fact]
    public async Task AStreamThatKeepsWhatIsWritten_IsNotFlushedForEver()
    {
        var isOver = new TaskCompletionSource();
        await using ScriptedServer server = new PeerScript { StepTimeout = Form.Patience * 2 }.Until(() => isOver.Task).Serve();
        Socket socket = Socket.CreateConnection(server.LocalEndPoint);
        var keeping = new BufferedStream(socket.OpenStream(new StreamOptions { OwnsSocket = true }), 64 << 20);
        var client = new LineClient(keeping, new LineClientOptions { Client = new ClientOptions { Timeout = TimeSpan.FromSeconds(0.2) } });
        await Assert.ThrowsAsync<SocketTimeoutException>(() => client.WriteAsync(new byte[32 << 20]).AsTask().WaitAsync(Form.Patience));
        client.Dispose();
        isOver.SetResult();
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("stream")]
    public async Task ALimitMayBeLongerThanATimerTakes(string carrier)
    {
        await using ScriptedServer server = new PeerScript().Say("hello\r\n").ExpectLine("me").Serve();
        using LineClient client = await Over(carrier, server.LocalEndPoint, TimeSpan.FromDays(400));
        var talk = new Form(client, IsBlocking: true);
        Assert.Equal("hello", await talk.ReadLine());
        await talk.WriteLine("me");
        await server.Done;
    }

    [Fact]
    public void TlsFromTheFirstByte_IsForWhatConnects()
    {
        using var socket = new Socket();
        Assert.Throws<ArgumentException>(() => new LineClient(socket, new LineClientOptions { IsSecure = true }));
    }

    [Fact]
    public async Task ARecord_HasALineForALine_AndNoPasswords()
    {
        await using ScriptedServer server = new PeerScript().Say("220 he").Say("llo\r\n").ExpectLine("PASS sesame").Say("230 in\r\n250 more\r\n").Serve();
        var record = new Conversation();
        using (LineClient client = LineClient.Connect(server.LocalEndPoint, new LineClientOptions { Client = new ClientOptions { Conversation = record } }))
        {
            client.ReadLine();
            client.Write("PASS ses"u8.ToArray(), secret: true);
            client.WriteLine("ame", secret: true);
            client.ReadLine();
            client.ReadLine();
            Assert.Null(client.TryReadLine());
            Assert.Same(record, client.Conversation);
        }

        Assert.Equal($"""
            Client: connects to {server.LocalEndPoint}
            Server: 220 hello\r\n
            Client: (says a secret, which is not shown)
            Client: (says a secret, which is not shown)
            Server: 230 in\r\n
            Server: 250 more\r\n
            Server: closes
            Client: closes

            """, DialogueWriter.ToText(record));
    }

    [Fact]
    public void AFailedConnect_IsInTheRecord()
    {
        using var taken = new Socket();
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var record = new Conversation();
        Assert.Throws<ConnectionRefusedException>(() => LineClient.Connect(taken.LocalEndPoint, new LineClientOptions { Client = new ClientOptions { Conversation = record } }));
        Assert.Contains("Client: fails: connect to", DialogueWriter.ToText(record), StringComparison.Ordinal);
    }

    private static async Task<LineClient> Over(string carrier, EndPoint server, TimeSpan? timeout = null)
    {
        var options = new LineClientOptions { Client = new ClientOptions { Timeout = timeout ?? Form.Patience } };
        return carrier switch
        {
            "connection" => new LineClient(await Connection.ConnectAsync(server), options),
            "stream" => new LineClient(Socket.CreateConnection(server).OpenStream(new StreamOptions { OwnsSocket = true }), options),
            "unix" => LineClient.Connect(server, options),
            _ => new LineClient(Socket.CreateConnection(server), options),
        };
    }

    private static async Task Serve(Listener listener, PeerScript script)
    {
        TlsConnection secure = await TlsConnection.AcceptAsync(await listener.AcceptAsync(), s_serving);
        await script.RunAsync(secure.AsStream());
    }

    private static async Task AnswerAtTheEnd(Listener listener)
    {
        TlsConnection secure = await TlsConnection.AcceptAsync(await listener.AcceptAsync(), s_serving with { RequiresCloseNotify = true });
        await new PeerScript().ExpectLine("question").ExpectEnd().Say("answer\r\n").RunAsync(secure.AsStream());
    }

    // Takes all and says nothing.
    private static async Task HearOut(Listener listener, TaskCompletionSource begun)
    {
        await using Connection connection = await listener.AcceptAsync();
        Stream stream = connection.AsStream();
        byte[] into = new byte[4096];
        try
        {
            while (await stream.ReadAsync(into) > 0)
            {
                begun.TrySetResult();
            }
        }
        catch (SocketFaultException)
        {
            // The client has thrown it away.
        }
    }

    private static async Task ServeStartTls(Listener listener, string word, PeerScript script)
    {
        Connection connection = await listener.AcceptAsync();
        var lines = new LineClient(connection);      // it reads no more than it must
        Assert.Equal("STARTTLS", await lines.ReadLineAsync());
        await connection.Output.WriteAsync(System.Text.Encoding.ASCII.GetBytes(word));
        await script.RunAsync((await TlsConnection.AcceptAsync(connection, s_serving)).AsStream());
    }
}
