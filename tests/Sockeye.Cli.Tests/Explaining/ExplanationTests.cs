using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Sockeye.Cli.Explaining;
using Sockeye.Cli.Tests.Running;
using Sockeye.Sockets;

namespace Sockeye.Cli.Tests.Explaining;

/// <summary>What is written by hand about errors fits what the system and the library say.</summary>
public sealed class ExplanationTests
{
    private static readonly ErrorText[][] Groups = [ConnectionTexts.All, AddressTexts.All, SocketTexts.All, ResourceTexts.All, LookupTexts.All];

    [Fact]
    public void Every_text_is_about_an_error_that_is_there_and_no_error_has_two()
    {
        string[] texts = [.. Groups.SelectMany(static group => group).Select(static text => text.Name)];
        Assert.Equal(texts.Distinct(), texts);
        Assert.Subset(Explanations.All.Select(static error => error.Name).ToHashSet(), texts.ToHashSet());
        Assert.True(texts.Count(static name => name.StartsWith('E') && !name.Contains('_', StringComparison.Ordinal)) >= 45);
    }

    [Fact]
    public void Every_error_of_a_lookup_has_a_text()
        => Assert.DoesNotContain(Explanations.All, static error => error.Source != "errno" && error.Text is null);

    [Fact]
    public void Every_error_that_has_a_type_or_a_code_of_its_own_has_a_text()
        => Assert.DoesNotContain(Explanations.All, static error => error.Text is null
            && (error.Sockeye != nameof(SocketFaultException) || error.DotNet != nameof(SocketError.SocketError)));

    [Fact]
    public void Every_call_that_a_text_names_is_a_function_of_the_system()
    {
        nint library = NativeLibrary.Load("libc.so.6");
        Assert.False(NativeLibrary.TryGetExport(library, "no_such_call", out _));
        Assert.All(Groups.SelectMany(static group => group), text =>
        {
            Assert.NotEmpty(text.Calls);
            Assert.All(text.Calls, call => Assert.True(NativeLibrary.TryGetExport(library, call, out _), $"{text.Name}: there is no call {call}"));
        });
    }

    [Fact]
    public void Texts_are_whole_and_alike()
        => Assert.All(Groups.SelectMany(static group => group), static text =>
        {
            Assert.EndsWith(".", text.Meaning, StringComparison.Ordinal);
            Assert.NotEmpty(text.Causes);
            Assert.NotEmpty(text.Try);
            Assert.All([.. text.Causes, .. text.Try], static line => Assert.False(line.EndsWith('.') || line.Contains('\n', StringComparison.Ordinal) || line.Trim() != line, line));
        });

    [Fact]
    public void Types_are_those_of_the_library()
        => Assert.All(Explanations.All, static error =>
        {
            Type? type = typeof(SocketFaultException).Assembly.GetType($"Sockeye.Sockets.{error.Sockeye}");
            Assert.True(type?.IsAssignableTo(typeof(SocketFaultException)), error.Name);
            Assert.True(Enum.TryParse<SocketError>(error.DotNet, out _), error.Name);
        });

    [Theory]
    [InlineData("ECONNREFUSED", "ConnectionRefusedException", "ConnectionRefused", "ConnectionRefusedError")]
    [InlineData("EAI_NONAME", "NameResolutionException", "HostNotFound", "socket.gaierror")]
    [InlineData("HOST_NOT_FOUND", "NameResolutionException", "HostNotFound", "socket.herror")]
    [InlineData("EMFILE", "SocketFaultException", "TooManyOpenSockets", "OSError")]
    public void An_error_says_what_programs_see(string name, string sockeye, string dotNet, string python)
    {
        Explanation error = ErrorQuestion.Find(name);
        Assert.Equal((sockeye, dotNet, python), (error.Sockeye, error.DotNet, error.Python));
    }

    [NeedsFact("python3")]
    public void Python_raises_what_we_say()
    {
        const string Program = """
            import errno
            for number, name in sorted(errno.errorcode.items()): print(number, type(OSError(number, 'x')).__name__)
            """;
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", Program]) { RedirectStandardOutput = true })!;
        string[] lines = python.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();
        Assert.True(lines.Length > 120);
        Assert.Equal(lines, lines.Select(static line => ErrorQuestion.Find(line.Split(' ')[0])).Select(static error => $"{error.Number} {error.Python}"));
    }

    [Theory]
    [InlineData("ECONNREFUSED", "ECONNREFUSED")]
    [InlineData("econnrefused", "ECONNREFUSED")]
    [InlineData("111", "ECONNREFUSED")]
    [InlineData("-2", "EAI_NONAME")]
    [InlineData("eai_noname", "EAI_NONAME")]
    [InlineData("Connection refused", "ECONNREFUSED")]
    [InlineData("Name or service not known", "EAI_NONAME")]
    [InlineData("Unknown host", "HOST_NOT_FOUND")]
    [InlineData("NO_ADDRESS", "NO_DATA")]
    [InlineData("EWOULDBLOCK", "EAGAIN")]
    [InlineData("ENOTSUP", "EOPNOTSUPP")]
    [InlineData("connect to 127.0.0.1:7: connection refused (ECONNREFUSED)", "ECONNREFUSED")]
    [InlineData("[Errno 113] No route to host", "EHOSTUNREACH")]
    [InlineData("bash: connect: Network is unreachable", "ENETUNREACH")]
    [InlineData("0x6f", "ECONNREFUSED")]
    [InlineData("Errno 111", "ECONNREFUSED")]
    [InlineData("errno=111 in the log", "ECONNREFUSED")]
    [InlineData("timed out", "ETIMEDOUT")]
    [InlineData("TimeoutError: timed out", "ETIMEDOUT")]
    public void An_error_is_found_however_it_is_said(string asked, string name) => Assert.Equal(name, ErrorQuestion.Find(asked).Name);

    [Theory]
    [InlineData("ECONNREFUSED ECONNRESET", "ECONNREFUSED ECONNRESET")]
    [InlineData("111 eai_noname 0x68", "ECONNREFUSED EAI_NONAME ECONNRESET")]
    [InlineData("no route to host", "EHOSTUNREACH")]
    [InlineData("connect failed: ECONNREFUSED", "ECONNREFUSED")]
    public void Several_names_are_several_questions(string words, string names)
        => Assert.Equal(names.Split(' '), ErrorQuestion.FindAll(words.Split(' ')).Select(static error => error.Name));

    [Fact]
    public void Several_explanations_have_a_line_between_them_and_a_json_line_each()
    {
        using Peer text = Programs.Sockeye("explain", "ECONNREFUSED", "ECONNRESET");
        Assert.Matches("(?s)^ECONNREFUSED .*\n\nECONNRESET ", text.End().Output);
        using Peer json = Programs.Sockeye("explain", "ECONNREFUSED", "ECONNRESET", "--json");
        Assert.Equal(2, json.End().Output.TrimEnd('\n').Split('\n').Length);
    }
}
