namespace Sockeye.Servers.Life;

/// <summary>What a handler of the program's does, in this order.</summary>
internal interface IHandlerSteps
{
    ValueTask Setup();

    /// <summary>The request itself, and what belongs to it.</summary>
    Task Handle();

    ValueTask Finish();
}
