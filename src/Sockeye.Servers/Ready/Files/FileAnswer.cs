using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sockeye.Wire.Http;

namespace Sockeye.Servers.Ready.Files;

/// <summary>What a request is answered with: a status and fields, and words or a part of a file. Who sends it disposes it.</summary>
internal sealed class FileAnswer : IDisposable
{
    private FileAnswer(int status) => Status = status;

    internal int Status { get; }

    internal string Reason => ReasonOf(Status);

    internal List<HttpField> Fields { get; } = [];

    /// <summary>Where there is no file.</summary>
    internal byte[] Words { get; private init; } = [];

    /// <summary>Null: words.</summary>
    internal SafeFileHandle? File { get; private init; }

    /// <summary>Which part of it.</summary>
    internal ByteRange Range { get; private init; }

    /// <summary>A status and its words.</summary>
    internal static FileAnswer Plain(int status, params ReadOnlySpan<HttpField> fields)
    {
        var answer = new FileAnswer(status) { Words = status == 304 ? [] : Encoding.ASCII.GetBytes($"{status} {ReasonOf(status)}\n") };
        if (status != 304)
        {
            answer.Fields.Add(new HttpField("Content-Type", "text/plain; charset=utf-8"));
            answer.Fields.Add(LengthField(answer.Words.Length));
        }

        answer.Fields.AddRange(fields);
        return answer;
    }

    /// <summary>A file, or a part of it.</summary>
    internal static FileAnswer Of(SafeFileHandle file, ByteRange range, bool isPart, params ReadOnlySpan<HttpField> fields)
    {
        var answer = new FileAnswer(isPart ? 206 : 200) { File = file, Range = range };
        answer.Fields.Add(LengthField(range.Length));
        answer.Fields.AddRange(fields);
        return answer;
    }

    public void Dispose() => File?.Dispose();

    private static HttpField LengthField(long length) => new("Content-Length", length.ToString(CultureInfo.InvariantCulture));

    private static string ReasonOf(int status) => status switch
    {
        200 => "OK",
        206 => "Partial Content",
        301 => "Moved Permanently",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Internal Server Error",
    };
}
