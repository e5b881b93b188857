namespace Sockeye.Testing.Scripts;

/// <summary>One step of a script.</summary>
/// <param name="What">In words, for the message when it does not come true.</param>
/// <param name="Act">Does it.</param>
internal sealed record Step(string What, Func<ScriptedPeer, CancellationToken, ValueTask> Act);
