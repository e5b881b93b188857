using System.Diagnostics;

namespace Sockeye.Clients.Streams;

/// <summary>The result of work that was asked for in its blocking form, and so is over when it returns.</summary>
/// <remarks>A client's verb is written once, as <c>async ValueTask&lt;T&gt; Verb(bool blocking, CancellationToken)</c>. Blocking, all that it awaits has completed, so nobody waits for a task here.</remarks>
internal static class Finished
{
    internal static T Of<T>(ValueTask<T> work)
    {
        Debug.Assert(work.IsCompleted, "a blocking verb is over when it returns");
        return work.GetAwaiter().GetResult();
    }

    internal static void Demand(ValueTask work)
    {
        Debug.Assert(work.IsCompleted, "a blocking verb is over when it returns");
        work.GetAwaiter().GetResult();
    }
}
