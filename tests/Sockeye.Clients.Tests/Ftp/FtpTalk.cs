using System.Globalization;
using System.Net;
using Sockeye.Clients.Ftp;
using Sockeye.Clients.Tests.Peers;

namespace Sockeye.Clients.Tests.Ftp;

/// <summary>A connection whose verbs are called in one of their two forms, so that a test is written once.</summary>
internal sealed class FtpTalk : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly bool _isBlocking;

    private FtpTalk(FtpConnection ftp, bool isBlocking) => (Ftp, _isBlocking) = (ftp, isBlocking);

    internal FtpConnection Ftp { get; }

    internal static async Task<FtpTalk> To(string host, int port, bool blocking, FtpOptions? options = null)
    {
        string service = port.ToString(CultureInfo.InvariantCulture);
        return new(await Of(blocking, () => FtpConnection.Connect(host, service, options), () => FtpConnection.ConnectAsync(host, service, options)), blocking);
    }

    /// <summary>Logged in: who may write where the server tells users apart.</summary>
    internal static async Task<FtpTalk> To(IFtpServer server, bool blocking, FtpOptions? options = null)
    {
        FtpTalk talk = await To("127.0.0.1", server.Port, blocking, options);
        (string user, string? password) = server is Pyftpdlib ? ("user", Pyftpdlib.Password) : ("anonymous", null);
        await talk.Do(ftp => ftp.Login(user, password), ftp => ftp.LoginAsync(user, password));
        return talk;
    }

    internal static Task<FtpTalk> To(EndPoint server, bool blocking, FtpOptions? options = null) => To("127.0.0.1", ((IPEndPoint)server).Port, blocking, options);

    internal Task<T> Do<T>(Func<FtpConnection, T> blocking, Func<FtpConnection, Task<T>> awaited) => Of(_isBlocking, () => blocking(Ftp), () => awaited(Ftp));

    internal Task Do(Action<FtpConnection> blocking, Func<FtpConnection, Task> awaited)
        => Do(ftp => { blocking(ftp); return 0; }, async ftp => { await awaited(ftp); return 0; });

    internal Task<long> Download(string path, Stream into, FtpTransferOptions? options = null)
        => Do(ftp => ftp.Download(path, into, options), ftp => ftp.DownloadAsync(path, into, options));

    internal Task<long> Upload(string path, byte[] bytes, FtpTransferOptions? options = null)
        => Do(ftp => ftp.Upload(path, new MemoryStream(bytes), options), ftp => ftp.UploadAsync(path, new MemoryStream(bytes), options));

    internal async Task<byte[]> Fetch(string path, FtpTransferOptions? options = null)
    {
        using var into = new MemoryStream();
        await Download(path, into, options);
        return into.ToArray();
    }

    public void Dispose() => Ftp.Dispose();

    // A blocking verb on a thread of its own, so that the test can give up.
    private static Task<T> Of<T>(bool isBlocking, Func<T> blocking, Func<Task<T>> awaited)
        => (isBlocking ? Task.Factory.StartNew(blocking, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default) : awaited()).WaitAsync(Patience);
}
