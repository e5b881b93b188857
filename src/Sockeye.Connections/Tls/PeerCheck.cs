using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Connections.Tls;

/// <summary>Judges the other side's certificate, and keeps what was wrong with it: SslStream's own words name a chain status at best.</summary>
/// <param name="isServers">It is a server's: the name counts.</param>
/// <param name="trust">Whose word counts.</param>
/// <param name="isRequired">None is wrong as well.</param>
internal sealed class PeerCheck(bool isServers, TlsTrust trust, bool isRequired)
{
    /// <summary>What was wrong, in words; null where nothing was.</summary>
    internal string? Problem { get; private set; }

    internal bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null && !isRequired)
        {
            return true;
        }

        string whose = isServers ? "the server" : "the client";
        if (certificate is not X509Certificate2 shown)
        {
            Problem = $"{whose} showed no certificate";
        }
        else if (errors == SslPolicyErrors.None || ReferenceEquals(trust, TlsTrust.Insecure))
        {
            return true;
        }
        else if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0 && !IsTheVeryOne(shown, chain))
        {
            IEnumerable<string> reasons = chain?.ChainStatus.Select(static status => $"{status.StatusInformation.Trim().TrimEnd('.')} ({status.Status})") ?? [];
            Problem = $"the certificate of {whose} is not trusted: {shown.Subject}, of {shown.Issuer}: {string.Join("; ", reasons)}";
        }
        else
        {
            if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0)
            {
                return true;
            }

            Problem = $"the certificate of {whose} is for other names: {string.Join(", ", ServerCertificate.NamesOf(shown))}";
        }

        return false;
    }

    // It is trusted by itself, so nobody has to vouch for it; all else must be right.
    private bool IsTheVeryOne(X509Certificate2 shown, X509Chain? chain)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return trust.Names(shown) && now >= shown.NotBefore && now <= shown.NotAfter
            && chain is not null && chain.ChainStatus.All(static status => status.Status is X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot);
    }
}
