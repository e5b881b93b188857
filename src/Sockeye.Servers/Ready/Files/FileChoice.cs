using System.Globalization;
using Sockeye.Native;
using Sockeye.Wire;
using Sockeye.Wire.Http;

namespace Sockeye.Servers.Ready.Files;

/// <summary>From a request's head to its answer: which file, or why none.</summary>
internal sealed class FileChoice(RootFolder root, StaticFilesOptions options)
{
    // Longer ones no browser makes, and no path on Linux.
    private const int LongestTarget = 8 * 1024;

    internal FileAnswer Of(HttpHead head)
    {
        if (!head.MethodBytes.SequenceEqual("GET"u8) && !head.MethodBytes.SequenceEqual("HEAD"u8))
        {
            return FileAnswer.Plain(405, new HttpField("Allow", "GET, HEAD"));
        }

        if (head.TargetBytes.Length > LongestTarget)
        {
            return FileAnswer.Plain(414);
        }

        try
        {
            return FilePath.Of(head.Target) is FilePath path ? Find(path, head) : FileAnswer.Plain(404);
        }
        catch (ProtocolException)
        {
            return FileAnswer.Plain(400);       // a stray percent sign
        }
    }

    private FileAnswer Find(FilePath path, HttpHead head)
    {
        if (path.IsFolder)
        {
            return OfIndex(path, head);
        }

        OpenedFile file = root.Open(path.Bytes);
        if (!file.IsFolder)
        {
            return Of(file, path.Bytes, head);
        }

        file.Dispose();
        using FileAnswer index = OfIndex(path, head);
        return index.Status >= 400 ? FileAnswer.Plain(index.Status)
            : FileAnswer.Plain(301, new HttpField("Location", $"/{path.Raw.TrimStart('/')}/"));       // without its slash the links of the index would lead beside the folder; two slashes in front would name another host
    }

    private FileAnswer OfIndex(FilePath folder, HttpHead head)
    {
        byte[] path = folder.Below(options.Index);
        return Of(root.Open(path), path, head);
    }

    private FileAnswer Of(OpenedFile file, byte[] path, HttpHead head)
    {
        if (!file.IsRegular)
        {
            file.Dispose();
            return FileAnswer.Plain(StatusOf(file.Error));
        }

        var version = new FileValidators(file.Found);
        HttpField[] fields = [new("ETag", version.ETag), new("Last-Modified", version.LastModified), new("Accept-Ranges", "bytes"), .. CacheControl];
        int status = version.StatusFor(head.Fields);
        if (status != 0)
        {
            file.Dispose();
            return FileAnswer.Plain(status, status == 304 ? fields : []);
        }

        long length = file.Found.Length;
        ByteRange? part = head.MethodBytes.SequenceEqual("GET"u8) && version.AllowsRange(head.Fields) ? ByteRange.Of(head.Fields.Get("Range"), length) : null;
        if (part is { Length: 0 })
        {
            file.Dispose();
            return FileAnswer.Plain(416, new HttpField("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{length}")));
        }

        ByteRange range = part ?? new ByteRange(0, length);
        var type = new HttpField("Content-Type", TypeOf(FilePath.Extension(path)));
        HttpField[] extent = part is null ? [] : [new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Start + range.Length - 1}/{length}"))];
        return FileAnswer.Of(file.Handle!, range, part is not null, [type, .. extent, .. fields]);
    }

    private string TypeOf(string extension) => options.Types.TryGetValue(extension, out string? own) ? own : MediaTypes.Of(extension);

    private HttpField[] CacheControl => options.CacheControl is string words ? [new HttpField("Cache-Control", words)] : [];

    // What may not be read is as if it were not there. What is wrong here and now is not the client's doing.
    private static int StatusOf(Errno error) => error switch
    {
        Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM or Errno.EAGAIN or Errno.EBADF => 503,
        Errno.EIO => 500,
        _ => 404,
    };
}
