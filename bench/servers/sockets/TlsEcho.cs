using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Sockeye.Bench.Sockets;

/// <summary>The echo that .NET's own classes make in TLS: SslStream over NetworkStream.</summary>
internal sealed class TlsEcho(string certificate, string key, int size)
{
    private readonly SslStreamCertificateContext _shown = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), null, offline: true);

    internal async Task Serve(Socket socket)
    {
        try
        {
            await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _shown });
            byte[] buffer = new byte[size];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception error) when (error is IOException or AuthenticationException)
        {
            // The load ends its connections as it likes.
        }
    }
}
