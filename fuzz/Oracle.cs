namespace Sockeye.Fuzz;

/// <summary>
/// What must hold for any bytes at all: the reading ends in frames, a wish for more, or a typed error; where the stream was cut makes no
/// difference; memory stays in proportion to the bytes that really came.
/// </summary>
internal static class Oracle
{
    private const long Allowance = 256 << 10;

    /// <summary>Null when all holds, else what does not.</summary>
    internal static string? Complaint(Subject subject, byte[] input, Arrival arrival, out string outcome)
    {
        outcome = "";
        try
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            outcome = subject.Run(input, Arrival.Whole);
            long took = GC.GetAllocatedBytesForCurrentThread() - before;
            if (took > Allowance + (2_000L * input.Length)) return $"{took} bytes of memory for {input.Length} bytes of input";
            string again = subject.Run(input, arrival);
            return again == outcome ? null : $"whole: {outcome}\ncut at {string.Join(',', arrival.Cuts)}{(arrival.Segments ? " (segments)" : "")}: {again}";
        }
#pragma warning disable CA1031 // any exception at all is the finding
        catch (Exception error)
#pragma warning restore CA1031
        {
            return error.ToString();
        }
    }
}
