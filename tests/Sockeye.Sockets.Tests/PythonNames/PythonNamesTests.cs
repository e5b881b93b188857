using System.Text.Json.Nodes;
using Sockeye.Sockets.Tests.NameServers;

namespace Sockeye.Sockets.Tests.PythonNames;

/// <summary>Thousands of questions about names, put to Debian's Python and to us: the same answer, the same error, or a listed difference.</summary>
[Trait("Category", "Slow")]
public sealed class PythonNamesTests(SharedNamesScene scene) : IClassFixture<SharedNamesScene>
{
    private const string Python = "/usr/bin/python3";
    private const int Shown = 40;

    [NeedsFact("python3", Machine.Loopback6)]
    public async Task TheSameAnswers_OrAListedDifference()
    {
        Assert.InRange(Corpus.WithoutNameServer.Count, 5000, 50_000);
        await Compare([.. Corpus.WithoutNameServer, .. await Constants()], withNameServer: false);
    }

    [InsideFact]
    public Task TheSameAnswers_WhereThereIsANameServer() => scene.Run(
        static () => Compare(Corpus.WithNameServer, withNameServer: true).GetAwaiter().GetResult(),
        hasty: true);

    private static async Task Compare(IReadOnlyList<Question> questions, bool withNameServer)
    {
        IReadOnlyList<JsonNode> theirs = await Ask(questions);
        var wrong = new List<string>();
        var seen = new HashSet<Difference>();
        for (int i = 0; i < questions.Count; i++)
        {
            IReadOnlyList<JsonObject> ours = OurAnswers.To(questions[i]);
            Difference[] listed = [.. Difference.All.Where(one => one.Of(questions[i]) && (withNameServer || !one.NeedsNameServer))];
            seen.UnionWith(listed);
            if (listed.Length > 1 || ours.Any(one => JsonNode.DeepEquals(theirs[i], one)) != (listed.Length == 0))
            {
                wrong.Add($"{questions[i]}\n    Python {theirs[i].ToJsonString()}\n    ours   {string.Join(" or ", ours.Select(static one => one.ToJsonString()))}\n    listed {string.Join(" and ", listed.Select(static one => one.What))}");
            }
        }

        wrong.AddRange(Difference.All.Where(one => one.NeedsNameServer == withNameServer).Except(seen).Select(static one => $"no question shows any more: {one.What}"));
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {questions.Count}:\n{string.Join('\n', wrong.Take(Shown))}");
    }

    private static async Task<IReadOnlyList<JsonNode>> Ask(IReadOnlyList<Question> questions)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("questions", string.Concat(questions.Select(static one => one.Line + "\n")));
        string said = await new Command(folder.Path).Succeed(Python, Script, file);
        JsonNode[] answers = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
        Assert.Equal(questions.Count, answers.Length);
        return answers;
    }

    // Every name of the module that is a number.
    private static async Task<IReadOnlyList<Question>> Constants()
    {
        string said = await new Command(Repository.Root).Succeed(Python, Script, "constants");
        Question[] constants = [.. said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => new Question("constant", (string)JsonNode.Parse(line)![1]!))];
        Assert.True(constants.Length > 300, "Python named too few of its constants to be believed");
        return constants;
    }

    private static string Script => Repository.Full("tests/Sockeye.Sockets.Tests/PythonNames/names_answers.py");
}
