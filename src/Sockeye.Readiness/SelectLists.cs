namespace Sockeye.Readiness;

/// <summary>The three lists of select(2): what is waited for, and what is ready.</summary>
/// <param name="Read">A receive, an accept or the end of the stream: one that would not block.</param>
/// <param name="Write">A send that would not block, or that fails at once.</param>
/// <param name="Except">Urgent data (<c>MSG_OOB</c>), and nothing else on a socket. Errors make a socket readable and writable.</param>
public readonly record struct SelectLists<T>(IReadOnlyList<T> Read, IReadOnlyList<T> Write, IReadOnlyList<T> Except)
{
    /// <summary>The three lists, item by item.</summary>
    public override string ToString() => $"Read [{string.Join(", ", Read ?? [])}] Write [{string.Join(", ", Write ?? [])}] Except [{string.Join(", ", Except ?? [])}]";
}
