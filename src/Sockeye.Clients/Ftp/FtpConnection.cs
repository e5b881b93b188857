using System.Net;
using Sockeye.Clients.Streams;
using Sockeye.Connections.Tls;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <summary>A conversation with an FTP server (RFC 959, 2428, 3659, 4217): commands, listings, and files as streams. Python: <c>ftplib.FTP</c>, <c>ftplib.FTP_TLS</c>.</summary>
/// <remarks>
/// <para>Each verb is there blocking and awaited. One timeout (<see cref="ClientOptions.Timeout"/>) is for connecting, another for each command with its reply, of which a verb may need a
/// few, for the lines of a listing together, and for each read or write of a transfer. One thing at a time: a command while a transfer is under way is an <see cref="InvalidOperationException"/>.</para>
/// <para>What the server refuses is an <see cref="FtpReplyException"/>, after which the connection is as good as before. What the network does, replies that are none, a timeout and a
/// token that is cancelled in the midst of a command end the connection: command and reply could not be matched any more.</para>
/// <para>Arguments with control characters, line ends first of all, are refused before anything is sent (<see cref="Wire.ProtocolException"/>, this side's fault).</para>
/// </remarks>
public sealed partial class FtpConnection : IDisposable, IAsyncDisposable
{
    private readonly ControlChannel _control;
    private readonly DataConnector _connector;
    private readonly FtpOptions _options;
    private readonly string _host;
    private FtpStream? _transfer;
    private IReadOnlyList<string> _features = [];
    private char _type;
    private bool _hasRestart;       // a REST whose transfer has not begun: servers differ in whether they forget it then

    private FtpConnection(ControlChannel control, FtpOptions options, FtpAddress address)
    {
        (_control, _options, _host) = (control, options, address.Host);
        _connector = new DataConnector(control, options, address);
    }

    /// <summary>What the server said first. Python: <c>getwelcome</c>.</summary>
    public FtpReply Welcome { get; private set; } = new(220, []);

    /// <summary>The reply that came last, whatever it said.</summary>
    public FtpReply LastReply => _control.Last ?? Welcome;

    /// <summary>The last one that said yes; what was refused since is not in it.</summary>
    internal FtpReply LastGood => _control.LastGood ?? Welcome;

    /// <summary>No error has ended it.</summary>
    internal bool IsInStep => _control.IsInStep;

    /// <summary>Its lines of FEAT (RFC 2389), as they stood after the login; none where it does not know that.</summary>
    public IReadOnlyList<string> Features => _features;

    /// <summary>This side of the control connection; null once it is closed.</summary>
    public EndPoint? LocalEndPoint => _control.Stream.LocalEndPoint;

    /// <summary>The server, or the proxy on the way to it.</summary>
    public EndPoint? RemoteEndPoint => _control.Stream.RemoteEndPoint;

    /// <summary>How the control connection is kept secret; null where it is in plain text.</summary>
    public TlsInfo? Tls => _control.Stream.Tls;

    /// <summary>Connects and hears the greeting; with <see cref="FtpSecurity.Explicit"/> it goes on in TLS then. Log in next.</summary>
    /// <param name="host">A name or a numeric address.</param>
    /// <param name="service">A name or a port number as text; null for the usual one, 21, or 990 with <see cref="FtpSecurity.Implicit"/>.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="FtpReplyException">The server does not want to talk, or not in TLS.</exception>
    /// <exception cref="Sockets.SocketFaultException">It cannot be reached.</exception>
    /// <exception cref="TlsException">TLS failed.</exception>
    /// <exception cref="Wire.ProtocolException">It does not speak FTP.</exception>
    public static FtpConnection Connect(string host, string? service = null, FtpOptions? options = null, CancellationToken cancellation = default)
        => Finished.Of(Begin(host, service, options ?? new FtpOptions(), new Form(true, cancellation)));

    /// <inheritdoc cref="Connect"/>
    public static Task<FtpConnection> ConnectAsync(string host, string? service = null, FtpOptions? options = null, CancellationToken cancellation = default)
        => Begin(host, service, options ?? new FtpOptions(), new Form(false, cancellation)).AsTask();

    /// <summary>Logs in, asks what the server can do (FEAT), and says that names are UTF-8 where it knows what that is. In TLS the data are from now on too.</summary>
    /// <param name="user">The name.</param>
    /// <param name="password">The password; null for none, and "anonymous@" for anonymous. It is in no record and no message.</param>
    /// <param name="account">The account, for the few servers that ask for one.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What the server said to it.</returns>
    /// <exception cref="FtpReplyException">Not with this name and password; or it would send data in plain text.</exception>
    public FtpReply Login(string user = "anonymous", string? password = null, string? account = null, CancellationToken cancellation = default)
        => Finished.Of(SignIn(new Account(user, password, account), new Form(true, cancellation)));

    /// <inheritdoc cref="Login"/>
    public Task<FtpReply> LoginAsync(string user = "anonymous", string? password = null, string? account = null, CancellationToken cancellation = default)
        => SignIn(new Account(user, password, account), new Form(false, cancellation)).AsTask();

    /// <summary>Takes leave of the server in its own way, and closes.</summary>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>What it said to that.</returns>
    public FtpReply Quit(CancellationToken cancellation = default) => Finished.Of(TakeLeave(new Form(true, cancellation)));

    /// <inheritdoc cref="Quit"/>
    public Task<FtpReply> QuitAsync(CancellationToken cancellation = default) => TakeLeave(new Form(false, cancellation)).AsTask();

    /// <summary>Closes both connections, and waits for nobody. A transfer that is under way is given up.</summary>
    public void Dispose()
    {
        FtpStream? running = _transfer;
        _transfer = null;       // it may dispose this in its turn
        running?.Dispose();
        _control.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    internal static async ValueTask<FtpConnection> Begin(string host, string? service, FtpOptions options, Form form)
    {
        ArgumentNullException.ThrowIfNull(host);
        bool isImplicit = options.Security == FtpSecurity.Implicit;
        var address = new FtpAddress(host, service ?? (isImplicit ? "990" : "21"));
        ClientStream stream = await ClientStream.Dial(host, address.Service, isImplicit, options.Client, form.Blocking, form.Cancellation).ConfigureAwait(false);
        var control = new ControlChannel(stream);
        try
        {
            var connection = new FtpConnection(control, options, address) { Welcome = await control.ReadFinal(form.Blocking, form.Cancellation).ConfigureAwait(false) };
            connection.Demand("connect", connection.Welcome);
            if (options.Security == FtpSecurity.Explicit)
            {
                await connection.Ask("AUTH", "TLS", form).ConfigureAwait(false);
                await control.Secure(connection.TlsOptions, form.Blocking, form.Cancellation).ConfigureAwait(false);
            }

            return connection;
        }
        catch
        {
            control.Dispose();
            throw;
        }
    }

    private TlsClientOptions TlsOptions
    {
        get
        {
            TlsClientOptions how = _options.Client.Tls ?? new TlsClientOptions();
            return how with { HostName = how.HostName ?? _host };
        }
    }

    internal async ValueTask<FtpReply> SignIn(Account who, Form form)
    {
        DemandIdle();
        FtpReply reply = await _control.Ask("USER", who.User, form.Blocking, form.Cancellation).ConfigureAwait(false);
        string step = "USER";
        if (reply.IsIntermediate && reply.Code != 332)
        {
            step = "PASS";
            reply = await _control.Ask(step, who.Password ?? (who.User == "anonymous" ? "anonymous@" : ""), form.Blocking, form.Cancellation).ConfigureAwait(false);
        }

        if (reply.IsIntermediate && who.Name is not null)
        {
            step = "ACCT";
            reply = await _control.Ask(step, who.Name, form.Blocking, form.Cancellation).ConfigureAwait(false);
        }

        Demand(step, reply);
        if (_options.Security != FtpSecurity.None)
        {
            await Ask("PBSZ", "0", form).ConfigureAwait(false);
            await Ask("PROT", "P", form).ConfigureAwait(false);
        }

        FtpReply features = await _control.Ask("FEAT", null, form.Blocking, form.Cancellation).ConfigureAwait(false);
        _features = features.IsSuccess && features.Lines.Count > 2 ? [.. features.Lines.Skip(1).SkipLast(1).Select(static line => line.Trim())] : [];
        if (Has("UTF8"))
        {
            await _control.Ask("OPTS", "UTF8 ON", form.Blocking, form.Cancellation).ConfigureAwait(false);     // who has it anyway may refuse
        }

        return reply;
    }

    private async ValueTask<FtpReply> TakeLeave(Form form)
    {
        try
        {
            return await Ask("QUIT", null, form).ConfigureAwait(false);
        }
        finally
        {
            Dispose();
        }
    }

    private bool Has(string feature) => _features.Any(line => line.Split(' ', 2)[0].Equals(feature, StringComparison.OrdinalIgnoreCase));

    /// <summary>A command whose reply is to be a good one.</summary>
    private async ValueTask<FtpReply> Ask(string verb, string? argument, Form form)
    {
        DemandIdle();
        FtpReply reply = await _control.Ask(verb, argument, form.Blocking, form.Cancellation).ConfigureAwait(false);
        Demand(verb, reply);
        return reply;
    }

    private void Demand(string verb, FtpReply reply)
    {
        if (!reply.IsSuccess)
        {
            throw new FtpReplyException(verb, reply, _control.Stream.Peer);
        }
    }

    private void DemandIdle()
    {
        if (_transfer is { IsOver: false })
        {
            throw new InvalidOperationException("a transfer is under way: read it to its end, complete it or dispose it first");
        }
    }

    /// <summary>In which form a verb was called.</summary>
    internal readonly record struct Form(bool Blocking, CancellationToken Cancellation);

    // No record: its text would show the password.
    internal sealed class Account(string user, string? password, string? name)
    {
        internal string User => user;

        internal string? Password => password;

        internal string? Name => name;
    }
}
