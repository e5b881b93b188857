using System.CommandLine;

namespace Sockeye.Cli;

/// <summary>A command with what its help says below the usual: a word more, and an example.</summary>
internal sealed class ExplainedCommand(string name, string description, string explanation, string? usage = null) : Command(name, description)
{
    internal string Explanation => explanation;

    /// <summary>The words behind the command's name in its usage line; null for what the parser makes of them.</summary>
    internal string? Usage => usage;
}
