using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sockeye.Loops.Telemetry;

namespace Sockeye.Connections.Tls;

/// <summary>Where one certificate comes from, and whether that has changed.</summary>
/// <param name="operation">What it is, for errors.</param>
/// <param name="paths">The files that it is read from; none where it lies in memory.</param>
/// <param name="options">How it is loaded.</param>
/// <param name="read">Reads it.</param>
internal sealed class CertificateSource(string operation, string[] paths, CertificateOptions options, Func<(X509Certificate2 Certificate, X509Certificate2Collection? Intermediates)> read)
{
    private string _found = "";     // when the files were last looked at
    private string? _told;          // of what the program was told that it cannot be loaded
    private long _looked;

    /// <summary>The same for another owner, who looks for changes by himself.</summary>
    internal CertificateSource Copy() => new(operation, paths, options, read);

    /// <exception cref="TlsException">It cannot be read, is none, or is not good now.</exception>
    internal ServerCertificate Load()
    {
        _looked = options.Clock.GetTimestamp();
        string stamp = Stamp();     // before it is read: what changes in this moment is read again
        try
        {
            (X509Certificate2 certificate, X509Certificate2Collection? intermediates) = read();
            return new ServerCertificate(operation, certificate, intermediates, options) { Stamp = stamp };
        }
        catch (Exception error) when (error is IOException and not TlsException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new TlsException(TlsError.OwnCertificate, operation, peer: null, error.Message, error);
        }
    }

    /// <summary>The files were looked at, for it was time, and are not what they were when this was read from them. Where they could not be loaded that stays so: they are tried again, for what was wrong may be gone.</summary>
    internal bool HasChanged(ServerCertificate shown)
    {
        if (options.LooksEvery is not TimeSpan every || options.Clock.GetElapsedTime(_looked) < every)
        {
            return false;
        }

        _looked = options.Clock.GetTimestamp();
        _found = Stamp();
        if (_found != shown.Stamp)
        {
            return true;
        }

        _told = null;
        return false;
    }

    /// <summary>Tells the program that what has changed cannot be loaded; once for a change.</summary>
    internal void Tell(TlsException error)
    {
        if (_told == _found)
        {
            return;
        }

        _told = _found;
        TlsEvents.Log.CertificatesKept(error.Message);
        try
        {
            options.ReloadFailed?.Invoke(error);
        }
        catch (Exception another)
        {
            LoopEvents.Log.CallbackFailed(nameof(CertificateOptions.ReloadFailed), another.Message);
        }
    }

    // Links too are followed: that is how some replace certificate and key at once.
    private string Stamp() => string.Join('\n', paths.Select(static path =>
    {
        try
        {
            FileInfo file = new(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return file.Exists ? $"{file.FullName} {file.LastWriteTimeUtc.Ticks} {file.Length}" : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";      // reading it says why
        }
    }));
}
