namespace Sockeye.House.Tests.Commands;

/// <summary>The benches in their shortest form: that they run and what must not depend on the machine. Times are not looked at.</summary>
public sealed class BenchTests
{
    [NeedsFact("gcc")]
    public async Task RoundTrip_ComparesWithC_AndAllocatesNothing()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string bench = Repository.Full($"artifacts/bin/Sockeye.Bench/{configuration}/Sockeye.Bench.dll");
        string said = await new Command(Repository.Root).Succeed("dotnet", bench, "roundtrip", "5", "500");
        foreach (string contender in new[] { "C ", "Sockeye ", "System.Net.Sockets " })
        {
            Assert.Contains('\n' + contender, said, StringComparison.Ordinal);
        }

        Assert.Contains("Sockeye allocated 0 bytes", said, StringComparison.Ordinal);
    }

    [NeedsFact("nginx", "taskset")]
    public async Task Http_ComparesWithHttpClient_AndChecksEveryAnswer()
    {
        string bench = Repository.Full($"artifacts/bin/Sockeye.Bench/{new DirectoryInfo(AppContext.BaseDirectory).Name}/Sockeye.Bench.dll");
        Ended ended = await new Command(Repository.Root).Run("dotnet", bench, "http", "1", "128");
        Assert.True(ended.ExitCode is 0 or 1, ended.ToString());        // 1: slower than it should be, which so few requests do not tell
        Assert.Equal(2, ended.Output.Split("\nHttpConnection ").Length - 1);
        Assert.Equal(2, ended.Output.Split("\nHttpClient ").Length - 1);
        Assert.Equal("", ended.Errors);
    }

    [NeedsTheory("nginx", "vsftpd", "curl", "python3")]
    [InlineData("http")]
    [InlineData("ftp")]
    public async Task Get_IsMeasuredBesideCurl(string kind)
    {
        using var folder = new TemporaryFolder();
        string tool = Repository.Full($"artifacts/bin/Sockeye.Cli/{new DirectoryInfo(AppContext.BaseDirectory).Name}/sockeye.dll");
        Ended ended = await new Command(Repository.Root).Run("bench/run", "get", "--kind", kind, "--size", "1", "--rounds", "1", "--tool", tool, "--results", folder.Path);
        Assert.True(ended.ExitCode is 0 or 1, ended.ToString());        // 1: slower than it should be, which so small a file does not tell
        Assert.Contains("sockeye / curl", ended.Output, StringComparison.Ordinal);
        Assert.Equal("", ended.Errors);
        Assert.Contains("- command: `bench/run get ", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.Path))), StringComparison.Ordinal);
    }

    private const string Echo =
        """
        import socket, sys, threading
        wrong = sys.argv[2] == 'wrong'
        def serve(c):
            while data := c.recv(65536): c.sendall(b'x' * len(data) if wrong else data)
        s = socket.create_server(('127.0.0.1', int(sys.argv[1])), backlog=4096)
        while True: threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
        """;

    [NeedsFact("gcc", "python3", "taskset")]
    [Trait("Category", "Slow")]
    public async Task Servers_AreMeasuredBesideC_AndWrongBytesAreAnError()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);
        string program = folder.Below("echo.py");
        Ended ended = await Servers(folder, "c1", $"right=/usr/bin/python3 {program} {{port}} right", $"wrong=/usr/bin/python3 {program} {{port}} wrong");
        Assert.True(ended.ExitCode == 1, ended.ToString());
        Assert.Matches(@"(?m)^\| C epoll +\| +1\.00 \[1\.00 1\.00\] \| .* none \|$", ended.Output);
        Assert.Matches(@"(?m)^\| right +\| +\d+\.\d\d \[\d+\.\d\d \d+\.\d\d\] \| .* none \|$", ended.Output);
        Assert.Matches(@"(?m)^\| wrong +\| .* \d+ WRONG +\|$", ended.Output);
        Assert.Contains("an answer was wrong or missing", ended.Errors, StringComparison.Ordinal);
        string written = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder.Path, "*-c1.md")));
        Assert.Contains("- command: `bench/run servers --quick ", written, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^- commit ", written);
        Assert.Matches(@"(?m)^\| wrong +\| .* WRONG +\|$", written);
    }

    [NeedsFact("gcc", "python3", "taskset")]
    [Trait("Category", "Slow")]
    public async Task AServerThatDoesNotStart_IsNamedAndLeftOut()
    {
        using var folder = new TemporaryFolder();
        Ended ended = await Servers(folder, "c1", "nothing=/no/such/program {port}", "quits=ls /no/such/folder/{port}");
        Assert.True(ended.ExitCode == 3, ended.ToString());
        Assert.Contains("bench: left out: nothing: /no/such/program: No such file or directory", ended.Errors, StringComparison.Ordinal);
        Assert.Matches("bench: left out: quits: it ended with 2: .*/no/such/folder/", ended.Errors);
        Assert.DoesNotMatch(@"(?m)^\| (nothing|quits)", ended.Output);
        Assert.Contains("| C epoll", ended.Output, StringComparison.Ordinal);
    }

    [NeedsFact("gcc", "python3", "taskset")]
    [Trait("Category", "Slow")]
    public async Task AServerWhoseHandlersDoNotMisbehave_HasNoPlaceAmongTheStalls()
    {
        using var folder = new TemporaryFolder();
        folder.Write("echo.py", Echo);
        Ended ended = await Servers(folder, "stalls", $"quick=/usr/bin/python3 {folder.Below("echo.py")} {{port}} right");
        Assert.True(ended.ExitCode == 1, ended.ToString());
        Assert.Matches(@"(?s)unstalled: nobody misbehaves\n\n.*\n\| quick +\| +[\d,]+ \| +1\.00 \|[^\n]* none \|\n\nsleep: ", ended.Output);
        Assert.InRange(ended.Output.Split("it does not misbehave: ").Length - 1, 1, 3);      // in a crowd of threads those five may hardly be heard
    }

    [NeedsFact("gcc", "python3", "taskset")]
    [Trait("Category", "Slow")]
    public async Task Chat_LosesNoLine_AndThrowsOutWhoStopped()
    {
        using var folder = new TemporaryFolder();
        string said = await new Command(Repository.Root).Succeed(
            Repository.Full("bench/run"), "chat", "--rounds", "1", "--readers", "20", "--rate", "400", "--slice", "4", "--results", folder.Path, "--tool", Tool);
        Assert.Matches(@"(?m)^\| one has stopped +\| .* \| +1 of 1 +\| +0 +\|$", said);
        Assert.Matches(@"(?m)^p99 with it over p99 without it, of each round: \d", said);
        Assert.Single(Directory.GetFiles(folder.Path, "*-chat.md"));
    }

    [NeedsFact("python3")]
    [Trait("Category", "Slow")]
    public async Task Loris_ThrowsOutTheSlow_AndAnswersTheOthers()
    {
        using var folder = new TemporaryFolder();
        string said = await new Command(Repository.Root).Succeed(Repository.Full("bench/run"), "loris", "--connections", "50", "--seconds", "9", "--results", folder.Path, "--tool", Tool);
        Assert.Matches(@"(?m)^\| attacked +\| +\d+ \|", said);
        Assert.Matches(@"(?m)^[1-9]\d* were thrown out and came again", said);
    }

    private static string Tool => Repository.Full($"artifacts/bin/Sockeye.Cli/{new DirectoryInfo(AppContext.BaseDirectory).Name}/sockeye.dll");

    [NeedsTheory("python3")]
    [InlineData("there is no case 'c2'", "--case", "c2")]
    [InlineData("there is no server 'Kestral'", "--only", "Kestral")]
    [InlineData("--server takes NAME='COMMAND {port}'", "--server", "mine=./serve")]
    [InlineData("--rounds and --slice are more than 0", "--rounds", "-1")]
    public async Task Nonsense_IsRefused(string words, params string[] arguments)
    {
        Ended ended = await new Command(Repository.Root).Run(Repository.Full("bench/run"), ["servers", .. arguments]);
        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(words, ended.Errors, StringComparison.Ordinal);
    }

    private static async Task<Ended> Servers(TemporaryFolder folder, string cases, params string[] servers)
        => await new Command(Repository.Root).Run(
            Repository.Full("bench/run"), ["servers", "--quick", "--case", cases, "--only", "", "--foreign", "100", "--results", folder.Path, .. servers.SelectMany(static server => new[] { "--server", server })]);
}
