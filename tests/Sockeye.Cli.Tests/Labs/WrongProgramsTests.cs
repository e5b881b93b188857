using Sockeye.Cli.Labs;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Tests.Labs;

/// <summary>The classic mistakes, each written as a program of its own: caught, and explained by its cause and the dialogue.</summary>
public sealed class WrongProgramsTests
{
    [NeedsTheory("python3")]
    [InlineData("one_recv", "long", "4,096 bytes came back, and the ", Hints.OneReceive)]
    [InlineData("one_recv", "pieces", "nothing came back, and the ", Hints.ShortPiece)]
    [InlineData("short_chunk", "pieces", "nothing came back, and the ", Hints.ShortPiece)]
    [InlineData("full_chunk", "boundary", "nothing came until the client had ended", Hints.WaitsForMore)]
    [InlineData("str_bytes", "short", "\"b'hel\" came", Hints.TextOfBytes)]
    [InlineData("decodes", "non-ascii", "the server ended with exit code 1", Hints.Decoding)]
    [InlineData("one_client", "many", "exit code 0", Hints.OneClient)]
    [InlineData("never_closes", "short", "the server did not close", Hints.NeverCloses)]
    [InlineData("never_closes", "empty", "the server did not close", Hints.NeverCloses)]
    [InlineData("resets", "short", "the connection was reset", Hints.Resets)]
    [InlineData("dies_with_client", "vanished", "exit code 1", Hints.Vanished)]
    [InlineData("whole_buffer", "short", "\\x00\" came behind it", Hints.WholeBuffer)]
    public void An_echo_server(string program, string name, string happened, string hint)
        => Explained(Trial.Try("echo", "server", name, Trial.Python($"wrong/server_{program}"), TimesFor(hint)), happened, hint);

    [NeedsTheory("python3")]
    [InlineData("echo_server", "silent", "0 bytes came back, and then nothing", Hints.OneAtATime)]
    [InlineData("echo_server", "turns", "0 bytes came back, and then nothing", Hints.OneAtATime)]
    [InlineData("wrong/server_shared_bytes", "turns", " came", Hints.MixedUp)]
    [InlineData("wrong/server_closes_all", "leaving", "the server closed", Hints.OthersStay)]
    public void An_echo_server_for_several_clients(string program, string name, string happened, string hint)
        => Explained(Trial.Try("echo", "parallel", name, Trial.Python(program), hint == Hints.OneAtATime ? Trial.Hasty : null), happened, hint);

    [NeedsTheory("python3")]
    [InlineData("one_recv", "dribble", "it printed 1 byte", Hints.StopsReading)]
    [InlineData("short_chunk", "dribble", "it printed 1 byte", Hints.StopsReading)]
    [InlineData("no_half_close", "half-close", "all came, and the client did not end its half", Hints.ClientHalf)]
    [InlineData("str_bytes", "non-ascii", "it printed \"b'a", Hints.TextOfBytes)]
    [InlineData("never_ends", "short", "it goes on running", Hints.Loops)]
    [InlineData("closes", "half-close", "it printed 0 bytes", Hints.EarlyClose)]
    public void An_echo_client(string program, string name, string happened, string hint)
        => Explained(Trial.Try("echo", "client", name, Trial.Python($"wrong/client_{program}"), TimesFor(hint)), happened, hint);

    [NeedsTheory("python3")]
    [InlineData("big", "\"9007199254740994\\n\" came", Hints.BigNumbers)]
    [InlineData("nonsense", "exit code 1", Hints.SumError)]
    [InlineData("too-long", "nothing came", Hints.TooLong)]
    [InlineData("split", "nothing came", Hints.Line)]
    [InlineData("glued", "nothing came", Hints.Line)]
    [InlineData("half", "\"15\\n\" came", Hints.Line)]
    [InlineData("vanished", "exit code 1", Hints.Vanished)]
    public void A_sum_server(string name, string happened, string hint)
        => Explained(Trial.Try("sum", "server", name, Trial.Python("wrong/sum_one_line"), TimesFor(hint)), happened, hint);

    [NeedsFact("python3")]
    public void A_sum_client()
        => Explained(Trial.Try("sum", "client", "small", Trial.Python("wrong/sum_client_to_the_end"), TimesFor(Hints.ReadLine)), "it waits for more", Hints.ReadLine);

    [NeedsFact("python3")]
    public void Two_programs_that_do_not_fit_are_shown_talking()
    {
        LabResult result = Trial.TryTogether("echo", "together", Trial.Python("wrong/server_str_bytes"), Trial.Python("echo_client"));
        Explained(result, "it printed \"b'hello'\"", Hints.Either);
        Assert.Contains("Client: hello\n", DialogueWriter.ToText(result.Talk!), StringComparison.Ordinal);
        Assert.Contains("Server: b'hello'\n", DialogueWriter.ToText(result.Talk!), StringComparison.Ordinal);
    }

    /// <summary>What is found by nothing happening.</summary>
    private static LabTimes? TimesFor(string hint)
        => hint is Hints.WaitsForMore or Hints.NeverCloses or Hints.ClientHalf or Hints.Loops or Hints.ReadLine ? Trial.Hasty : null;

    private static void Explained(LabResult result, string happened, string hint)
    {
        Assert.NotNull(result.Wrong);
        Assert.Contains(happened, result.Wrong.Happened, StringComparison.Ordinal);
        Assert.Equal(hint, result.Wrong.Hint);
        Assert.Contains(" to 127.0.0.1:", DialogueWriter.ToText(result.Talk!), StringComparison.Ordinal);
    }
}
