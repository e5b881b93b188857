using System.Runtime.CompilerServices;
using Sockeye.Wire.Http;

namespace Sockeye.Wire.Tests.Http;

public sealed class HttpStatesTests
{
    /// <summary>Every allowed step, written out a second time by hand: a change to the table must be meant.</summary>
    private static readonly string[] Allowed =
    [
        "Requester Idle Head Body", "Requester Idle Close Closed", "Requester Body Data Body", "Requester Body End Done",
        "Requester Done Switch Switched", "Requester Done NoReuse MustClose", "Requester Done Next Idle", "Requester Done Close Closed",
        "Requester MustClose Close Closed", "Requester Closed Close Closed",
        "Responder Idle Head Body", "Responder Idle Informational Idle", "Responder Idle Switch Switched", "Responder Idle Close Closed",
        "Responder Body Data Body", "Responder Body End Done", "Responder Done NoReuse MustClose", "Responder Done Next Idle",
        "Responder Done Close Closed", "Responder MustClose Close Closed", "Responder Closed Close Closed",
    ];

    [Fact]
    public void EveryStateAndSignal_LeadsWhereItShould_OrNowhere()
    {
        var found = new List<string>();
        foreach (HttpSide side in Enum.GetValues<HttpSide>())
            foreach (HttpPhase phase in Enum.GetValues<HttpPhase>())
                foreach (HttpSignal signal in Enum.GetValues<HttpSignal>())
                {
                    HttpPhase? next = HttpStates.Next(side, phase, signal);
                    if (signal == HttpSignal.Fail) Assert.Equal(HttpPhase.Failed, next);
                    else if (next is not null) found.Add($"{side} {phase} {signal} {next}");
                }

        Assert.Equal(Allowed.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    /// <summary>The picture in the docs is the table. To draw it anew after a change: SOCKEYE_DRAW=1 dotnet test.</summary>
    [Fact]
    public void ThePictureInTheDocs_IsDrawnFromTheTable()
    {
        string path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/http-states.md");
        string drawn = $"""
            # The states of an HTTP/1 connection

            Drawn from the table in `src/Sockeye.Wire/Http/HttpStates.cs`; a test compares. Failing leads from everywhere to `Failed`.

            ## The client (requester)

            ```mermaid
            {HttpStates.Draw(HttpSide.Requester)}```

            ## The server (responder)

            ```mermaid
            {HttpStates.Draw(HttpSide.Responder)}```

            Three rules look at both sides, so they are not in the table: a final response answers a request (the client is not `Idle`);
            `Next` needs both sides `Done`; `Switch` moves both sides at once.

            """;
        if (Environment.GetEnvironmentVariable("SOCKEYE_DRAW") == "1") File.WriteAllText(path, drawn);
        Assert.Equal(drawn, File.ReadAllText(path));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
