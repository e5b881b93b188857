using System.Diagnostics.Tracing;

namespace Sockeye.Loops.Telemetry;

/// <summary>What happens seldom on loops and somebody should know, for event listeners (dotnet-trace, EventListener): the source is "Sockeye-Loops".</summary>
[EventSource(Name = "Sockeye-Loops")]
internal sealed class LoopEvents : EventSource
{
    internal static readonly LoopEvents Log = new();

    private LoopEvents()
    {
    }

    [Event(1, Level = EventLevel.Warning, Message = "the handler {0} held up its loop, which goes on without it (it computed: {1})")]
    public void Stalled(string handler, bool burned) => WriteEvent(1, handler, burned);

    [Event(2, Level = EventLevel.Error, Message = "the handler {0} held up loops too often: all of its connections run off the loops for a while")]
    public void HandlerLeft(string handler) => WriteEvent(2, handler);

    [Event(3, Level = EventLevel.Informational, Message = "the handler {0} runs on the loops again")]
    public void HandlerForgiven(string handler) => WriteEvent(3, handler);

    [Event(4, Level = EventLevel.Error, Message = "a loop is held up and no spare thread is left")]
    public void NoSpareThread() => WriteEvent(4);

    [Event(5, Level = EventLevel.Error, Message = "the handler {0} threw where nobody sees it: {1}")]
    public void CallbackFailed(string handler, string error) => WriteEvent(5, handler, error);

    [Event(6, Level = EventLevel.Error, Message = "accepting on {0} pauses: {1}")]
    public void AcceptPaused(string listener, string error) => WriteEvent(6, listener, error);

    [Event(7, Level = EventLevel.Informational, Message = "the connection with {0} ended before its time: {1}")]
    public void ConnectionFailed(string peer, string error) => WriteEvent(7, peer, error);
}
