namespace Sockeye.Wire.Conversations;

/// <summary>Who speaks in a conversation: <see cref="Client"/>, <see cref="Server"/>, or anyone with a name ("Relay", "Client 2").</summary>
public readonly record struct Speaker
{
    private readonly string? _name;

    /// <summary>A speaker with a name of their own.</summary>
    /// <param name="name">What a reader sees in front of every line. Not empty.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public Speaker(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _name = name;
    }

    /// <summary>The side that connects.</summary>
    public static Speaker Client { get; } = new("Client");

    /// <summary>The side that accepts.</summary>
    public static Speaker Server { get; } = new("Server");

    /// <summary>The name a reader sees.</summary>
    public string Name => _name ?? "Someone";

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
