using System.Security.Cryptography;
using System.Text;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Saving;

/// <summary>A file that is being fetched: PATH.part, and in PATH.part.of whose beginning it is, for one that resumes it: which URL's, as a hash that tells nobody what is secret in it,
/// and in the next line its validator, if it has one. What nobody has signed like this is not ours, and stays as it is. One fetch at a time.</summary>
internal sealed class PartFile : IDisposable
{
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF;

    private readonly string _path;
    private readonly string _url;
    private bool _isBegun;
    private bool _isWhole;

    private PartFile(string path, Url url, FileStream bytes) => (_path, _url, Bytes) = (path, HashOf(url), bytes);

    internal FileStream Bytes { get; }

    /// <summary>Bytes to go on behind; 0 where it begins anew.</summary>
    internal long Kept { get; private set; }

    private string PartPath => _path + ".part";

    private string OfPath => _path + ".part.of";

    /// <summary>What <see cref="UrlRequest.Validator"/> the bytes belong to; null where they belong to nobody any more.</summary>
    internal string? Validator
    {
        get;
        set
        {
            if (value != field)
            {
                field = value;
                Sign();
            }
        }
    }

    internal static string HashOf(Url url) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(url.WithoutUser().ToString())));

    /// <param name="path">The file's name when it is whole.</param>
    /// <param name="url">What is fetched: the beginning of another is none.</param>
    /// <param name="resumes">What is there is kept, if it is known whose it is.</param>
    /// <exception cref="IOException">It cannot be written; another fetch has it; what has its name is a link, or was made by somebody else.</exception>
    internal static PartFile Open(string path, Url url, bool resumes)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder");
        }

        FileStream bytes = OpenPart(path + ".part");
        try
        {
            var part = new PartFile(path, url, bytes);
            (string? Whose, string? Validator) known = part.Known();
            if (bytes.Length > 0 && known.Whose is null)
            {
                throw new IOException($"{part.PartPath} was there already, and is not of an earlier fetch: move it away");
            }

            part.Claim(known.Whose == part._url ? known.Validator : null, resumes);
            return part;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Forgets what is there, once there is something to take its place. Whose it was goes first: else a power cut could leave the mark of one thing on the bytes of another.</summary>
    internal void Begin()
    {
        _isBegun = true;
        Validator = null;
        Sign();
        Bytes.SetLength(0);
        Bytes.Position = 0;
    }

    /// <summary>Gives it its name. What is not on the disk yet could be half of it after a power cut, so that is waited for.</summary>
    internal void Finish(DateTimeOffset? changed)
    {
        Bytes.Flush(flushToDisk: true);
        if (changed is DateTimeOffset time)
        {
            File.SetLastWriteTimeUtc(Bytes.SafeFileHandle, time.UtcDateTime);
        }

        File.Move(PartPath, _path, overwrite: true);
        _isWhole = true;
        File.Delete(OfPath);
    }

    /// <summary>A part that nobody could resume is deleted; one that was there and has not been begun anew stays as it was.</summary>
    public void Dispose()
    {
        if (!_isWhole && (Bytes.Length == 0 || (_isBegun && Validator is null)))
        {
            File.Delete(PartPath);
            File.Delete(OfPath);
        }

        Bytes.Dispose();
    }

    // Never through a link, which somebody else may have put there to have another file written.
    private static FileStream OpenPart(string path)
    {
        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path) || IsLink(path))
        {
            RefuseLink(path);
        }

        var there = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        try
        {
            RefuseLink(path);       // nor one that came in between
            return there.CanSeek ? there : throw new IOException($"{path} is no regular file");
        }
        catch
        {
            there.Dispose();
            throw;
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static void RefuseLink(string path)
    {
        if (IsLink(path))
        {
            throw new IOException($"{path} is a link, and nothing is written through it");
        }
    }

    // Nulls: nobody has signed it.
    private (string? Whose, string? Validator) Known()
        => File.Exists(OfPath) && !IsLink(OfPath) && File.ReadAllText(OfPath).Split('\n') is [{ Length: 2 * SHA256.HashSizeInBytes } whose, string validator]
            ? (whose, validator.Length > 0 ? validator : null)
            : (null, null);

    private void Claim(string? validator, bool resumes)
    {
        if (resumes && Bytes.Length > 0 && validator is not null)
        {
            Validator = validator;
            Kept = Bytes.Length;
        }

        // Who may not read the file that is replaced may not read this one either.
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
        {
            File.SetUnixFileMode(Bytes.SafeFileHandle, File.GetUnixFileMode(_path) & Permissions);
        }

        Bytes.Position = Bytes.Length;
    }

    // Beside it and renamed, so that no link is followed here either.
    private void Sign()
    {
        string fresh = OfPath + ".new";
        File.Delete(fresh);
        using (var to = new StreamWriter(new FileStream(fresh, FileMode.CreateNew, FileAccess.Write)))
        {
            to.Write($"{_url}\n{Validator}");
        }

        File.Move(fresh, OfPath, overwrite: true);
    }
}
