namespace Sockeye.Cli.Terminals;

/// <summary>A column of a <see cref="Listing{T}"/>, and the property of the same name in JSON.</summary>
/// <param name="Name">What stands above it, such as "local address"; in JSON <c>local_address</c>.</param>
/// <param name="Value">A string, a whole number, a double, a bool, a list of strings or numbers, or null for nothing to say.</param>
internal sealed record Column<T>(string Name, Func<T, object?> Value)
{
    /// <summary>What is shown in place of the plain value; JSON gets the value.</summary>
    internal Func<T, string>? Shown { get; init; }

    /// <summary>What stands above it in the table, where that is shorter than the name.</summary>
    internal string Heading { get; init; } = Name;

    /// <summary>For programs only: too much for a line that a person reads.</summary>
    internal bool JsonOnly { get; init; }

    /// <summary>For people only: a picture of what other columns say.</summary>
    internal bool TableOnly { get; init; }
}
