namespace Sockeye.Clients.Ftp;

/// <summary>What was dialed for the control connection.</summary>
internal sealed record FtpAddress(string Host, string Service);
