using System.Text;

namespace Sockeye.Cli.Serving;

/// <summary>Where a server's log goes, with a last line below it that is written anew again and again, where there is one. Any thread.</summary>
internal sealed class StatusScreen(TextWriter to) : TextWriter
{
    private const string Blank = "\r\e[K";

    private readonly Lock _gate = new();
    private string _status = "";

    public override Encoding Encoding => to.Encoding;

    /// <summary>A line of the log.</summary>
    public override void WriteLine(string? value)
    {
        lock (_gate)
        {
            to.Write(_status.Length == 0 ? $"{value}\n" : $"{Blank}{value}\n{_status}");
        }
    }

    public override void Flush() => to.Flush();

    /// <summary>The last line; empty for none.</summary>
    internal void Show(string status)
    {
        lock (_gate)
        {
            if (status.Length > 0 || _status.Length > 0)
            {
                to.Write($"{Blank}{status}");
                to.Flush();
            }

            _status = status;
        }
    }
}
