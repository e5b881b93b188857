using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>One handshake, of either side. It leaves the carrier open where it fails: whoever called it closes that.</summary>
internal sealed class Handshake : IDisposable
{
    internal const string Name = "TLS handshake";

    private readonly Carrier _below;
    private readonly HandshakeGate.Turn _turn;
    private readonly RecordStream _records;
    private readonly SslStream _stream;
    private TlsServerOptions? _serving;
    private PeerCheck? _check;
    private TlsException? _own;
    private bool _isDone;

    /// <param name="below">What carries the bytes.</param>
    /// <param name="gate">Where it has its place while it computes.</param>
    internal Handshake(Carrier below, HandshakeGate gate)
    {
        _below = below;
        _turn = new HandshakeGate.Turn(gate, below.WaitsWithThread);
        _records = new RecordStream(below) { Handshaking = _turn };
        _stream = new SslStream(_records, leaveInnerStreamOpen: true);
    }

    /// <summary>Bytes lie here that the peer has sent before it could know that TLS begins. Who was between may have put them there (CVE-2011-0411).</summary>
    /// <param name="isClean">None were found where the plain talk was read.</param>
    /// <exception cref="TlsException">So it is.</exception>
    internal void DemandNothingSaid(bool isClean = true)
    {
        if (!isClean || _records.HasBytes())
        {
            throw SaidBefore(_below.Peer);
        }
    }

    internal static TlsException SaidBefore(EndPoint? peer)
        => new(TlsError.Plaintext, "TLS upgrade", peer, "the peer has sent bytes before TLS began: they are plain text, and whoever is between could have put them there");

    /// <summary>The server's side.</summary>
    /// <exception cref="TlsException">It failed.</exception>
    /// <exception cref="EndOfStreamException">The peer has closed and said nothing.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    internal Task<TlsConnection> AcceptAsync(TlsServerOptions options, CancellationToken cancellation)
    {
        _serving = options;
        return RunAsync(Accept, options.RequiresCloseNotify, cancellation);
    }

    /// <summary>The client's side.</summary>
    /// <inheritdoc cref="AcceptAsync" path="/exception"/>
    internal Task<TlsConnection> ConnectAsync(TlsClientOptions options, string host, CancellationToken cancellation)
    {
        _check = new PeerCheck(isServers: true, options.Trust, isRequired: true);
        var client = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.Protocols,
            ApplicationProtocols = ListOf(options.ApplicationProtocols),
            CertificateChainPolicy = options.Trust.Policy(),
            RemoteCertificateValidationCallback = _check.Accepts,
            AllowRenegotiation = false,
            ClientCertificateContext = options.Certificate is X509Certificate2 own ? SslStreamCertificateContext.Create(own, options.Intermediates, offline: true) : null,
        };
        return RunAsync(Connect, options.RequiresCloseNotify, cancellation);

        async Task Connect(CancellationToken ends)
        {
            DemandNothingSaid();
            await _turn.EnterAsync(ends).ConfigureAwait(false);
            await _stream.AuthenticateAsClientAsync(client, ends).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        if (!_isDone)
        {
            _stream.Dispose();
            _records.Dispose();
        }
    }

    private async Task Accept(CancellationToken cancellation)
    {
        await _records.HearAsync(cancellation).ConfigureAwait(false);
        await _turn.EnterAsync(cancellation).ConfigureAwait(false);
        await _stream.AuthenticateAsServerAsync(Choose, null, cancellation).ConfigureAwait(false);
    }

    private async Task<TlsConnection> RunAsync(Func<CancellationToken, Task> run, bool requiresCloseNotify, CancellationToken cancellation)
    {
        try
        {
            await run(cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            throw Named(error);
        }
        finally
        {
            _turn.Leave();
            _records.Handshaking = null;
        }

        _isDone = true;
        return new TlsConnection(_below, _stream, _records, requiresCloseNotify);
    }

    private ValueTask<SslServerAuthenticationOptions> Choose(SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellation)
    {
        TlsServerOptions options = _serving!;
        var server = new SslServerAuthenticationOptions
        {
            EnabledSslProtocols = options.Protocols,
            ApplicationProtocols = ListOf(options.ApplicationProtocols),
            AllowRenegotiation = false,
        };
        try
        {
            server.ServerCertificateContext = options.Certificates.Choose(hello.ServerName, _below.Peer).Shown;
        }
        catch (TlsException wrong)
        {
            _own = wrong;
            throw;
        }

        if (options.ClientCertificates is ClientCertificates asked)
        {
            _check = new PeerCheck(isServers: false, asked.Trust, asked.IsRequired);
            server.ClientCertificateRequired = true;
            server.CertificateChainPolicy = asked.Trust.Policy();
            server.RemoteCertificateValidationCallback = _check.Accepts;
        }

        return new ValueTask<SslServerAuthenticationOptions>(server);
    }

    private static List<SslApplicationProtocol>? ListOf(IReadOnlyList<string> names) => names.Count == 0 ? null : [.. names.Select(static name => new SslApplicationProtocol(name))];

    // What ended the carrier is told as it is; what TLS has met gets its peer and its words.
    private Exception Named(Exception error) => _own ?? (_check?.Problem is string problem
        ? new TlsException(TlsError.PeerCertificate, Name, _below.Peer, problem, error)
        : TlsFault.Of(error, Name, _below));
}
