namespace Sockeye.Sockets;

/// <summary>Where the lines of a <see cref="SocketReader"/> end. Python: <c>makefile(newline=…)</c>.</summary>
public enum LineEndings
{
    /// <summary>LF, CRLF and CR alone, each as it came. A CR that comes last waits for what follows: it may be half of a CRLF. Python: <c>newline=""</c>.</summary>
    Any,

    /// <summary>The same three, and each comes out as LF, in the other reads too. Python: <c>newline=None</c>, which is its default.</summary>
    Unified,

    /// <summary>LF only.</summary>
    Lf,

    /// <summary>CRLF only, as most Internet protocols have it; CR and LF by themselves are text.</summary>
    CrLf,

    /// <summary>CR only.</summary>
    Cr,
}
