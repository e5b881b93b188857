using System.Text.Json;
using System.Text.Json.Nodes;
using Sockeye.Wire.Tests.Peers;
using Sockeye.Wire.Urls;

namespace Sockeye.Wire.Tests.Urls;

/// <summary>Answer for answer against the Python of this machine.</summary>
public sealed class PythonUrlTests
{
    private const string Script = "Urls/url_answers.py";

    [PythonFact]
    public async Task EveryUrl_IsTakenApartAndQuotedAsPythonDoes()
    {
        string[] urls = [.. UrlCorpus.Urls().Distinct()];
        Assert.True(urls.Length > 2000);
        string[] answers = await Ask(urls.Select(u => JsonSerializer.Serialize(u)));
        Differences(urls, answers, Mine);
    }

    [PythonFact]
    public async Task EveryJoin_LeadsWherePythonsDoes()
    {
        (string Base, string Reference)[] pairs = [.. UrlCorpus.Joins()];
        string[] answers = await Ask(pairs.Select(p => JsonSerializer.Serialize(new[] { p.Base, p.Reference })));
        Differences(pairs, answers, p => Attempt(() => JsonValue.Create(PythonUrl.UrlJoin(p.Base, p.Reference))));
    }

    /// <summary>
    /// Each character that this Python knows: alone, and beside Σ in each place where it can decide whether a word ends there.
    /// </summary>
    [PythonFact]
    public async Task EveryCharacterOfAHostName_IsPutInLowerCaseAsPythonDoes()
    {
        string[] contexts = ["*", "x*\u03a3", "*\u03a3", "x\u03a3*", "x\u03a3*x", "x*\u03a3*"];
        string[] answers = await Ask([JsonSerializer.Serialize(new { contexts })]);
        JsonObject known = JsonNode.Parse(answers.Single())!.AsObject();
        Assert.True(known.Count > 20_000);
        // A mark that words hold in Python 3.11's Unicode, and a spacing one since.
        known.Remove("1171e");
        (string, string)[] questions = [.. known.SelectMany(one => contexts.Select(c => (one.Key, c.Replace("*", char.ConvertFromUtf32(Convert.ToInt32(one.Key, 16)), StringComparison.Ordinal))))];
        JsonNode?[] python = [.. known.SelectMany(one => one.Value!.AsArray())];
        string[] wrong = [.. questions.Zip(python).Where(q => Host(q.First.Item2) != q.Second?.GetValue<string>()).Select(q => $"U+{q.First.Item1} {q.First.Item2}: python {q.Second}, ours {Host(q.First.Item2)}")];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {questions.Length} differ:\n" + string.Join('\n', wrong.Take(20)));
        Assert.Equal(questions.Length, python.Length);
        static string? Host(string name) => new PythonSplitResult("", name, "", "", "").HostName;
    }

    [PythonFact]
    public async Task AWordsLastSigma_IsFoundAsPythonFindsIt()
    {
        string[] urls =
        [
            .. ((string[])[
                "\u0130STANBUL.example", "\u039f\u0394\u039f\u03a3", "\u039f\u0394\u039f\u03a3.\u0393\u03a1", "\u039f\u0394\u039f\u03a3-\u03a3",
                "\u03a3", "\u03a3\u03a3\u03a3", "a\u03a3:80", "a\u03a3%\u03a3\u0130",
                "\ud83c\udd70\u03a3\ud83c\udd70", "a\u0301\u03a3\u0301.\u0301b", "a\u03a3.'\u00ad1a", "\ud801\udc00\u03a3",
            ]).Select(host => $"http://{host}/"),
        ];
        Differences(urls, await Ask(urls.Select(u => JsonSerializer.Serialize(u))), Mine);
    }

    [Fact]
    public void AQueryOfTooManyFields_IsRefused() =>
        Assert.Equal(ProtocolError.TooLarge, Assert.Throws<ProtocolException>(() => PythonQuery.ParseQsl(new string('&', 1000))).Kind);

    [Fact]
    public void UrlEncode_WritesFormFields() =>
        Assert.Equal("a+b=1%2B1&c=%C3%A9", PythonQuery.UrlEncode([new("a b", "1+1"), new("c", "é")]));

    private static JsonNode Mine(string url) => Attempt(() =>
    {
        PythonParseResult parts = PythonUrl.UrlParse(url);
        (string rest, string fragment) = PythonUrl.UrlDefrag(url);
        return new JsonObject
        {
            ["parts"] = new JsonArray(parts.Scheme, parts.Netloc, parts.Path, parts.Parameters, parts.Query, parts.Fragment),
            ["url"] = PythonUrl.UrlUnparse(parts),
            ["user"] = parts.UserName,
            ["password"] = parts.Password,
            ["host"] = parts.HostName,
            ["port"] = Attempt(() => parts.Port),
            ["defrag"] = new JsonArray(rest, fragment),
            ["quote"] = PythonQuery.Quote(url),
            ["plus"] = PythonQuery.QuotePlus(url),
            ["unquote"] = PythonQuery.Unquote(url),
            ["query"] = Pairs(PythonQuery.ParseQsl(parts.Query)),
            ["blank"] = Pairs(PythonQuery.ParseQsl(parts.Query, keepBlank: true)),
        };
    })!;

    private static JsonArray Pairs(IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        new([.. pairs.Select(p => new JsonArray(p.Key, p.Value))]);

    private static JsonNode? Attempt(Func<JsonNode?> ask)
    {
        try
        {
            return ask();
        }
        catch (ProtocolException)
        {
            return JsonValue.Create("ValueError");
        }
    }

    private static async Task<string[]> Ask(IEnumerable<string> questions) =>
        (await OtherProgram.RunPython(Script, string.Join('\n', questions) + "\n")).TrimEnd('\n').Split('\n');

    private static void Differences<T>(T[] questions, string[] answers, Func<T, JsonNode?> mine)
    {
        Assert.Equal(questions.Length, answers.Length);
        var wrong = new List<string>();
        for (int i = 0; i < questions.Length; i++)
        {
            JsonNode? ours = mine(questions[i]);
            if (!JsonNode.DeepEquals(ours, JsonNode.Parse(answers[i])))
                wrong.Add($"{JsonSerializer.Serialize(questions[i])} {questions[i]}\n  python {answers[i]}\n  ours   {ours?.ToJsonString()}");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {questions.Length} differ:\n" + string.Join('\n', wrong.Take(8)));
    }
}
