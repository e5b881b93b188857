using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>What a server shows its clients: one certificate, or several for several names. Python: <c>SSLContext.load_cert_chain</c>, <c>sni_callback</c>.</summary>
/// <remarks>
/// <para>The name that a client asks for (SNI) chooses: a certificate for that very name, else one for a wildcard of it ("*.example.org", one label), else the
/// first. Certificates that have expired meanwhile are shown to nobody: such a handshake fails here, with a <see cref="TlsException"/> that says so.</para>
/// <para>Threads. All members may be called from any thread. Handshakes under way, and connections, keep what they were shown.</para>
/// </remarks>
public sealed class ServerCertificates
{
    private readonly CertificateSource[] _sources;
    private readonly Lock _loading = new();
    private volatile Shelf _shelf;
    private int _isLooking;

    private ServerCertificates(params CertificateSource[] sources) => (_sources, _shelf) = (sources, Shelf.Load(sources));

    /// <summary>What is shown now, the default first. Without their keys nothing of them is secret.</summary>
    public IReadOnlyList<X509Certificate2> Certificates => [.. _shelf.All.Select(static one => one.Certificate)];

    /// <summary>From PEM files. Python: <c>load_cert_chain(certfile, keyfile)</c>.</summary>
    /// <param name="certificate">The path of the certificate, with what stands between it and its authority behind it in the same file.</param>
    /// <param name="key">The path of its key; may be the same file.</param>
    /// <param name="options">Password, reload.</param>
    /// <exception cref="TlsException">Missing, unreadable, expired, not yet good, or the key is another one's.</exception>
    public static ServerCertificates FromPem(string certificate, string key, CertificateOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificate);
        ArgumentException.ThrowIfNullOrEmpty(key);
        options ??= new CertificateOptions();
        return new ServerCertificates(new CertificateSource($"certificate {certificate}", [certificate, key], options, () => ReadPem(certificate, key, options.Password)));
    }

    /// <summary>From a PKCS#12 file (.p12, .pfx) with certificate, key, and what stands between.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="options">Password, reload.</param>
    /// <exception cref="TlsException">Missing, unreadable, expired, not yet good, or without a key.</exception>
    public static ServerCertificates FromPkcs12(string path, CertificateOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CertificateOptions();
        return new ServerCertificates(new CertificateSource($"certificate {path}", [path], options, () => ReadPkcs12(path, options.Password)));
    }

    /// <summary>One that the program has.</summary>
    /// <param name="certificate">With its key.</param>
    /// <param name="intermediates">What stands between it and its authority.</param>
    /// <exception cref="TlsException">It has no key, has expired, or is not yet good.</exception>
    public static ServerCertificates From(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new ServerCertificates(new CertificateSource($"certificate {certificate.Subject}", [], new CertificateOptions(), () => (certificate, intermediates)));
    }

    /// <summary>One for localhost, 127.0.0.1 and ::1, made for this call and kept in memory alone; good for two weeks. Clients trust it by <see cref="AsTrust"/>, and nobody else does.</summary>
    public static ServerCertificates Development() => From(DevelopmentCertificate.Make(TimeProvider.System.GetUtcNow()));

    /// <summary>These and those; the first of these stays the default.</summary>
    public ServerCertificates And(ServerCertificates others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new ServerCertificates([.. _sources.Concat(others._sources).Select(static source => source.Copy())]);
    }

    /// <summary>Reads all files again: handshakes that begin from now on show what is there. All or nothing.</summary>
    /// <exception cref="TlsException">One cannot be loaded; then what was shown is shown on.</exception>
    public void Reload()
    {
        lock (_loading)
        {
            _shelf = Shelf.Load(_sources);
        }

        TellLoaded();
    }

    /// <summary>A client that trusts these very certificates and nothing else: for tests, and for machines that know each other.</summary>
    public TlsTrust AsTrust() => TlsTrust.Only(Certificates);

    /// <summary>The one for a client.</summary>
    /// <param name="name">What it asked for; empty for nothing.</param>
    /// <param name="peer">Who it is.</param>
    /// <exception cref="TlsException">It has expired meanwhile.</exception>
    internal ServerCertificate Choose(string name, EndPoint? peer)
    {
        LookForChanges();
        ServerCertificate chosen = _shelf.For(name);
        chosen.DemandInTime(peer);
        return chosen;
    }

    private void LookForChanges()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
        {
            return;
        }

        try
        {
            for (int i = 0; i < _sources.Length; i++)
            {
                if (_sources[i].HasChanged(_shelf.All[i]))
                {
                    TryRenew(i);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    // Each by itself: one that cannot be loaded keeps none of the others old.
    private void TryRenew(int at)
    {
        try
        {
            lock (_loading)
            {
                _shelf = _shelf.With(at, _sources[at].Load());
            }
        }
        catch (TlsException error)
        {
            _sources[at].Tell(error);
            return;
        }

        TellLoaded();
    }

    private void TellLoaded()
        => TlsEvents.Log.CertificatesLoaded(string.Join("; ", Certificates.Select(static one => $"{one.Subject} until {one.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC")));

    // Each file is read once, so that certificate and key are what was there at one time each; that they fit is checked.
    private static (X509Certificate2, X509Certificate2Collection?) ReadPem(string certificate, string key, string? password)
    {
        string shown = File.ReadAllText(certificate);
        string secret = key == certificate ? shown : File.ReadAllText(key);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(shown);
        if (all.Count == 0)
        {
            throw new CryptographicException("there is no certificate in PEM in it");
        }

        all.RemoveAt(0);
        return (password is null ? X509Certificate2.CreateFromPem(shown, secret) : X509Certificate2.CreateFromEncryptedPem(shown, secret, password), all);
    }

    private static (X509Certificate2, X509Certificate2Collection?) ReadPkcs12(string path, string? password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12Collection(File.ReadAllBytes(path), password);
        X509Certificate2 own = all.FirstOrDefault(static one => one.HasPrivateKey) ?? throw new CryptographicException("there is no certificate with its key in it");
        all.Remove(own);
        return (own, all);
    }

    /// <summary>What is shown, by name. Never changed, but replaced as a whole.</summary>
    private sealed class Shelf
    {
        private readonly Dictionary<string, ServerCertificate> _names = new(StringComparer.OrdinalIgnoreCase);

        private Shelf(ServerCertificate[] all)
        {
            All = all;
            foreach (ServerCertificate one in all)
            {
                Array.ForEach(one.Names, name => _names.TryAdd(name, one));
            }
        }

        internal ServerCertificate[] All { get; }

        internal static Shelf Load(CertificateSource[] sources) => new([.. sources.Select(static source => source.Load())]);

        internal Shelf With(int at, ServerCertificate renewed) => new([.. All[..at], renewed, .. All[(at + 1)..]]);

        internal ServerCertificate For(string name)
        {
            if (_names.TryGetValue(name, out ServerCertificate? exact))
            {
                return exact;
            }

            int dot = name.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && _names.TryGetValue($"*{name[dot..]}", out ServerCertificate? wild) ? wild : All[0];
        }
    }
}
