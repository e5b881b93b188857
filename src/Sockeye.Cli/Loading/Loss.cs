namespace Sockeye.Cli.Loading;

/// <summary>How a connection ended before its time.</summary>
internal enum Loss
{
    /// <summary>The server closed it.</summary>
    Closed,

    /// <summary>The server, or the network, threw it away.</summary>
    Reset,

    /// <summary>A message stayed unanswered.</summary>
    TimedOut,

    /// <summary>More came back than had been sent: from there on nobody knows which answer is whose.</summary>
    Surplus,
}
