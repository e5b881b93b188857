using System.Security.Cryptography;
using System.Text;
using Sockeye.Wire.Urls;

namespace Sockeye.Clients.Urls.Saving;

/// <summary>A file that is being fetched: PATH.part, and in PATH.part.of whose beginning it is, for one that resumes it: which URL's, as a hash that tells nobody what is secret in it,
/// and in the next line its validator. One fetch at a time.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly string _url;
    private bool _isWhole;
    private string? _validator;

    private PartFile(string path, Url url, FileStream bytes) => (_path, _url, Bytes) = (path, HashOf(url), bytes);

    internal FileStream Bytes { get; }

    private string PartPath => _path + ".part";

    private string OfPath => _path + ".part.of";

    /// <summary>What <see cref="UrlRequest.Validator"/> the bytes belong to; null where they belong to nobody any more.</summary>
    internal string? Validator
    {
        get => _validator;
        set
        {
            if (value == _validator)
            {
                return;
            }

            _validator = value;
            if (value is null)
            {
                File.Delete(OfPath);
            }
            else
            {
                File.WriteAllText(OfPath, $"{_url}\n{value}");
            }
        }
    }

    internal static string HashOf(Url url) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(url.WithoutUser().ToString())));

    /// <param name="path">The file's name when it is whole.</param>
    /// <param name="url">What is fetched: the beginning of another is none.</param>
    /// <param name="resumes">What is there is kept, if it is known whose it is.</param>
    /// <exception cref="IOException">It cannot be written; another fetch has it.</exception>
    internal static PartFile Open(string path, Url url, bool resumes)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder");
        }

        var part = new PartFile(path, url, new FileStream(path + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        try
        {
            string? known = File.Exists(part.OfPath) ? File.ReadAllText(part.OfPath) : null;
            part._validator = known?.Split('\n') is [string whose, string validator] && whose == part._url ? validator : null;
            if (!resumes || part.Bytes.Length == 0 || part._validator is null)
            {
                part.Begin();
            }

            part.Bytes.Position = part.Bytes.Length;
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Forgets what is there.</summary>
    internal void Begin()
    {
        Validator = null;
        Bytes.SetLength(0);
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
        Validator = null;
    }

    /// <summary>A part that nobody could resume is deleted.</summary>
    public void Dispose()
    {
        if (!_isWhole && (_validator is null || Bytes.Length == 0))
        {
            File.Delete(PartPath);
            File.Delete(OfPath);
        }

        Bytes.Dispose();
    }
}
