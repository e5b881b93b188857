using System.Globalization;
using System.Text;
using Sockeye.Clients.Urls;
using Sockeye.Wire.Http;

namespace Sockeye.Cli.Fetching;

/// <summary>What is known of an answer, for people and for programs.</summary>
internal static class AnswerText
{
    /// <summary>The head as HTTP has it; of other schemes what would stand there.</summary>
    internal static string Head(UrlAnswer answer)
    {
        var text = new StringBuilder();
        if (answer.Status != 0 && answer.Protocol.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{answer.Protocol} {answer.Status} {answer.Reason}\n");
        }

        foreach (HttpField field in answer.Info.Fields.Count > 0 ? answer.Info.Fields : Known(answer.Info))
        {
            text.Append(CultureInfo.InvariantCulture, $"{field.Name}: {field.Value}\n");
        }

        return Clean(text.ToString());
    }

    internal static string Json(UrlAnswer answer, UrlRetrieved? saved) => JsonLine.Of(json =>
    {
        json.WriteString("url", answer.Url.ToString());
        if (answer.Status != 0)
        {
            json.WriteNumber("status", answer.Status);
        }

        json.WriteString("type", answer.Info.Type);
        if ((saved?.Length ?? answer.Info.Length) is long length)
        {
            json.WriteNumber("length", length);
        }

        if (answer.Info.LastModified is DateTimeOffset changed)
        {
            json.WriteString("last_modified", changed);
        }

        if (saved is not null)
        {
            json.WriteString("file", saved.Path);
            json.WriteNumber("resumed", saved.Resumed);
        }
    });

    private static IEnumerable<HttpField> Known(UrlInfo info)
    {
        if (info.Type is string type)
        {
            yield return new("Content-Type", type);
        }

        if (info.Length is long length)
        {
            yield return new("Content-Length", length.ToString(CultureInfo.InvariantCulture));
        }

        if (info.LastModified is DateTimeOffset changed)
        {
            yield return new("Last-Modified", changed.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    // A server's words, on a terminal.
    private static string Clean(string text) => string.Join('\n', text.Split('\n').Select(Failure.OneLine));
}
