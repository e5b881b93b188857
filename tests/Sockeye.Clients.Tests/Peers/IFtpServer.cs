namespace Sockeye.Clients.Tests.Peers;

/// <summary>Somebody else's FTP server on loopback, for a folder of its own. It ends with the test.</summary>
internal interface IFtpServer : IDisposable
{
    int Port { get; }

    /// <summary>What clients see as their root. They may write below "in".</summary>
    string Root { get; }
}
