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
