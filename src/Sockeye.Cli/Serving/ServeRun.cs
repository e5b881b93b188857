using Sockeye.Cli.Terminals;
using Sockeye.Servers;
using Sockeye.Sockets;

namespace Sockeye.Cli.Serving;

/// <summary>Serves one service until a signal comes: what is said at its beginning, meanwhile and at its end.</summary>
internal static class ServeRun
{
    internal static int Serve(EndPointName name, Service service, ServeOptions options, Signals signals)
    {
        var screen = new StatusScreen(StandardError.Open());
        var log = new ServerLog(screen, options.Verbose, options.Json);
        var refusals = new FaultLog(log, TimeProvider.System);
        ServingOptions serving = options.Serving with { Loops = options.Loops, Refusal = service.Refusal, Failed = refusals.Tell };
        using ServedPlaces places = ServedPlaces.Open(name, options.Verbose ? ToldConversations.Of(service, log) : service, serving, options.ReplacesStale);
        if (places.IsWorker)
        {
            places.Start();     // and what it is handed it serves; the parent ends the process
            Thread.CurrentThread.Join();
        }

        using StreamWriter output = StandardOutput.OpenText();
        using var shortages = new ShortageListener(log, TimeProvider.System);
        SayHello(places, options.Notes, log);
        places.Start();
        output.WriteLine(options.Json ? JsonLine.Ready(places.Shown) : $"ready: listening on {places.Shown}");
        using (LiveLine? line = options.Json || options.Quiet ? null : LiveLine.OnTerminal(screen, places.Servers, options.Loops))
        {
            places.Wait(signals.Token);
        }

        CancellationToken hurry = signals.HearSecond();
        SayGoodbye(places, serving, log, options.Json);
        var summary = new ServeSummary(places.Kind, places.Stop(hurry), places.Servers, options.Loops?.Stalls ?? 0);
        refusals.TellRest();
        if (options.Json)
        {
            output.WriteLine(summary.Json);
        }
        else
        {
            log.Say(summary.Text);
        }

        return ExitCode.Done;
    }

    private static void SayHello(ServedPlaces places, IReadOnlyList<string?> notes, ServerLog log)
    {
        if (places.IsBeyondLoopback)
        {
            log.Say("note: reachable from other machines");
        }

        foreach (string note in notes.OfType<string>())
        {
            log.Say(note);
        }
    }

    // To a person who has pressed Ctrl-C, and only where there is something to wait for.
    private static void SayGoodbye(ServedPlaces places, ServingOptions options, ServerLog log, bool json)
    {
        long under = places.Servers.Sum(static server => server.Counts.Active);
        if (under > 0 && !json && !Console.IsErrorRedirected)
        {
            log.Say($"stopping: {under} under way may end, within {options.DrainTimeout.TotalSeconds:0.###} s; Ctrl-C again ends them at once");
        }
    }
}
