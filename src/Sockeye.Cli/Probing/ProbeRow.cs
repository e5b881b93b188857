namespace Sockeye.Cli.Probing;

/// <summary>Whether something works.</summary>
internal enum Verdict
{
    No,
    Partly,
    Yes,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Works">Whether it does.</param>
/// <param name="Value">What was found: a number, a range; null for nothing to say.</param>
/// <param name="Reason">Where it does not, or only partly: why, and what to do.</param>
internal sealed record ProbeRow(string Name, Verdict Works, string? Value = null, string? Reason = null)
{
    internal string Word => Works switch { Verdict.Yes => "yes", Verdict.Partly => "partly", _ => "no" };
}
