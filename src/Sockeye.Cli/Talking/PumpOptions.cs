using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Talking;

/// <summary>What a conversation with standard input and output is made of.</summary>
internal sealed record PumpOptions
{
    internal required Stream Input { get; init; }

    internal required Stream Output { get; init; }

    /// <summary>A person types: when the peer has ended, nobody waits for more.</summary>
    internal bool InputIsTerminal { get; init; }

    /// <summary>Send CRLF where the input has LF, as most Internet protocols want it.</summary>
    internal bool Crlf { get; init; }

    /// <summary>Datagrams have no end: how long to wait for one more after the end of the input.</summary>
    internal TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>This program's own standard input and output.</summary>
    internal static PumpOptions Standard(bool crlf, TimeSpan wait) => new()
    {
        Input = new StandardInput(),
        Output = StandardOutput.Open(),
        InputIsTerminal = !Console.IsInputRedirected,
        Crlf = crlf,
        Wait = wait,
    };
}
