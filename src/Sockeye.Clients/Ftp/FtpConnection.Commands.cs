using System.Globalization;
using Sockeye.Clients.Streams;
using Sockeye.Wire;
using Sockeye.Wire.Ftp;

namespace Sockeye.Clients.Ftp;

/// <content>The commands that need no data connection.</content>
public sealed partial class FtpConnection
{
    /// <summary>Any command without data. Python: <c>sendcmd</c>.</summary>
    /// <param name="verb">Letters: "SITE".</param>
    /// <param name="argument">What stands behind it; null for nothing.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>A reply of 2xx or 3xx.</returns>
    /// <exception cref="FtpReplyException">4xx or 5xx.</exception>
    public FtpReply Command(string verb, string? argument = null, CancellationToken cancellation = default) => Finished.Of(Any(verb, argument, new Form(true, cancellation)));

    /// <inheritdoc cref="Command"/>
    public Task<FtpReply> CommandAsync(string verb, string? argument = null, CancellationToken cancellation = default) => Any(verb, argument, new Form(false, cancellation)).AsTask();

    /// <summary>Says something that means nothing: it keeps a connection from being thought idle.</summary>
    /// <inheritdoc cref="Command" path="/exception"/>
    public void Noop(CancellationToken cancellation = default) => Finished.Of(Ask("NOOP", null, new Form(true, cancellation)));

    /// <inheritdoc cref="Noop"/>
    public Task NoopAsync(CancellationToken cancellation = default) => Ask("NOOP", null, new Form(false, cancellation)).AsTask();

    /// <summary>The folder that names are relative to (PWD).</summary>
    /// <inheritdoc cref="Command" path="/exception"/>
    public string WorkingDirectory(CancellationToken cancellation = default) => Finished.Of(AskPath("PWD", null, new Form(true, cancellation)));

    /// <inheritdoc cref="WorkingDirectory"/>
    public Task<string> WorkingDirectoryAsync(CancellationToken cancellation = default) => AskPath("PWD", null, new Form(false, cancellation)).AsTask();

    /// <summary>Goes to another folder (CWD; CDUP for "..").</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public void ChangeDirectory(string path, CancellationToken cancellation = default) => Finished.Of(Change(path, new Form(true, cancellation)));

    /// <inheritdoc cref="ChangeDirectory"/>
    public Task ChangeDirectoryAsync(string path, CancellationToken cancellation = default) => Change(path, new Form(false, cancellation)).AsTask();

    /// <summary>Makes a folder (MKD).</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Its path as the server names it, or <paramref name="path"/> where it does not.</returns>
    /// <inheritdoc cref="Command" path="/exception"/>
    public string MakeDirectory(string path, CancellationToken cancellation = default) => Finished.Of(AskPath("MKD", path, new Form(true, cancellation)));

    /// <inheritdoc cref="MakeDirectory"/>
    public Task<string> MakeDirectoryAsync(string path, CancellationToken cancellation = default) => AskPath("MKD", path, new Form(false, cancellation)).AsTask();

    /// <summary>Removes a folder, which is empty (RMD).</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public void RemoveDirectory(string path, CancellationToken cancellation = default) => Finished.Of(Ask("RMD", Named(path), new Form(true, cancellation)));

    /// <inheritdoc cref="RemoveDirectory"/>
    public Task RemoveDirectoryAsync(string path, CancellationToken cancellation = default) => Ask("RMD", Named(path), new Form(false, cancellation)).AsTask();

    /// <summary>Deletes a file (DELE).</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public void Delete(string path, CancellationToken cancellation = default) => Finished.Of(Ask("DELE", Named(path), new Form(true, cancellation)));

    /// <inheritdoc cref="Delete"/>
    public Task DeleteAsync(string path, CancellationToken cancellation = default) => Ask("DELE", Named(path), new Form(false, cancellation)).AsTask();

    /// <summary>Gives a file or folder another name or place (RNFR, RNTO).</summary>
    /// <param name="from">Which.</param>
    /// <param name="to">What it is to be.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <inheritdoc cref="Command" path="/exception"/>
    public void Rename(string from, string to, CancellationToken cancellation = default) => Finished.Of(Move(from, to, new Form(true, cancellation)));

    /// <inheritdoc cref="Rename"/>
    public Task RenameAsync(string from, string to, CancellationToken cancellation = default) => Move(from, to, new Form(false, cancellation)).AsTask();

    /// <summary>How many bytes a file has, transferred as they are (SIZE, RFC 3659).</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="FtpReplyException">There is none, or the server does not tell sizes.</exception>
    public long Size(string path, CancellationToken cancellation = default) => Finished.Of(Measure(path, new Form(true, cancellation)));

    /// <inheritdoc cref="Size"/>
    public Task<long> SizeAsync(string path, CancellationToken cancellation = default) => Measure(path, new Form(false, cancellation)).AsTask();

    /// <summary>When a file was last changed (MDTM, RFC 3659), in UTC.</summary>
    /// <param name="path">Which.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="FtpReplyException">There is none, or the server does not tell times.</exception>
    public DateTimeOffset Modified(string path, CancellationToken cancellation = default) => Finished.Of(Date(path, new Form(true, cancellation)));

    /// <inheritdoc cref="Modified"/>
    public Task<DateTimeOffset> ModifiedAsync(string path, CancellationToken cancellation = default) => Date(path, new Form(false, cancellation)).AsTask();

    private async ValueTask<FtpReply> Any(string verb, string? argument, Form form)
    {
        DemandIdle();
        FtpReply reply = await _control.Ask(verb, argument, form.Blocking, form.Cancellation).ConfigureAwait(false);
        if (reply.Code >= 400)
        {
            throw new FtpReplyException(verb, reply, _control.Stream.Peer);
        }

        if (verb.Equals("TYPE", StringComparison.OrdinalIgnoreCase))
        {
            _type = default;        // it is as somebody else wants it
        }

        return reply;
    }

    private async ValueTask<string> AskPath(string verb, string? path, Form form)
    {
        FtpReply reply = await Ask(verb, verb == "PWD" ? null : Named(path), form).ConfigureAwait(false);
        // A server of 1985 names no path in its answer to MKD (200, 250), and one that is not told cannot be known.
        return path is not null && !reply.Text.Contains('"', StringComparison.Ordinal) ? path : _control.Understand(reply, static named => named.QuotedPath());
    }

    internal ValueTask<FtpReply> Change(string path, Form form) => path == ".." ? Ask("CDUP", null, form) : Ask("CWD", Named(path), form);

    private async ValueTask<FtpReply> Move(string from, string to, Form form)
    {
        Check("RNTO", Named(to));       // before the first half of it goes out
        FtpReply reply = await Any("RNFR", Named(from), form).ConfigureAwait(false);
        if (!reply.IsIntermediate)
        {
            throw new FtpReplyException("RNFR", reply, _control.Stream.Peer);
        }

        return await Ask("RNTO", to, form).ConfigureAwait(false);
    }

    internal async ValueTask<long> Measure(string path, Form form)
    {
        Check("SIZE", Named(path));
        await SetType(isText: false, form).ConfigureAwait(false);     // as text it would be another size, or a refusal
        FtpReply reply = await Ask("SIZE", path, form).ConfigureAwait(false);
        return _control.Understand(reply, static said => long.TryParse(said.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            ? size : throw new ProtocolException(ProtocolError.Malformed, $"a 213 reply with a size was due, not '{said}'", 0));
    }

    internal async ValueTask<DateTimeOffset> Date(string path, Form form)
    {
        FtpReply reply = await Ask("MDTM", Named(path), form).ConfigureAwait(false);
        return _control.Understand(reply, static said => FtpTime.TryParse(said.Text.Trim(), out DateTimeOffset time)
            ? time : throw new ProtocolException(ProtocolError.Malformed, $"a 213 reply with a time was due, not '{said}'", 0));
    }

    private async ValueTask SetType(bool isText, Form form)
    {
        char type = isText ? 'A' : 'I';
        if (_type != type)
        {
            _type = default;
            await Ask("TYPE", type.ToString(), form).ConfigureAwait(false);
            _type = type;
        }
    }

    // Whether it can be sent, for who has something else to send first.
    private static void Check(string verb, string? argument) => FtpCommand.Write(new System.Buffers.ArrayBufferWriter<byte>(), verb, argument);

    private static string Named(string? path) => string.IsNullOrEmpty(path) ? throw new ArgumentException("a file or folder is named", nameof(path)) : path;
}
