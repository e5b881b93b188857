namespace Sockeye.Packages.Tests;

/// <summary>A stranger's program, in a clean folder, with the packages of this tree.</summary>
[Trait("Category", "Slow")]
[Collection(PackedFeedCollection.Name)]
public sealed class ConsumerTests(PackedFeed feed)
{
    /// <summary>Needs every using that the package brings, the alias against System.Net.Sockets among them.</summary>
    private const string BareProgram = """
        using System.Net.Sockets;

        var (one, other) = Socket.SocketPair(AF_UNIX, SOCK_STREAM);
        using (one)
        using (other)
        {
            one.SendAll("through the pair"u8);
            byte[] got = new byte[100];
            int count = other.Receive(got);
            Console.WriteLine(System.Text.Encoding.UTF8.GetString(got, 0, count));
        }

        using Socket dialer = new(AF_INET, SOCK_STREAM);
        Console.WriteLine($"{dialer.Family} {Errno.ECONNREFUSED.Describe()}");
        """;

    private const string SpelledOutProgram = """
        using System;
        using Sockeye.Native;
        using Sockeye.Sockets;

        using Sockeye.Sockets.Socket dialer = new(Family.AF_INET, SocketKind.SOCK_STREAM);
        Console.WriteLine($"{dialer.Family} {Errno.ECONNREFUSED.Describe()}");
        """;

    [Fact]
    public async Task A_console_program_needs_no_usings()
    {
        string said = await feed.Workplace("bare", ("bare.csproj", Project("enable", "")), ("Program.cs", BareProgram)).Succeed("dotnet", "run");

        Assert.Equal("through the pair\nAF_INET connection refused\n", said);
    }

    [Fact]
    public async Task Dotnet_add_package_finds_it()
    {
        Command at = feed.Workplace("added", ("Program.cs", BareProgram),
            ("added.csproj", Project("enable", "").Replace($"<PackageReference Include=\"Sockeye\" Version=\"{feed.Version}\" />", "", StringComparison.Ordinal)));
        Ended without = await at.Run("dotnet", "build", "--nologo", "-v", "q");
        Assert.NotEqual(0, without.ExitCode);

        await at.Succeed("dotnet", "add", "package", "Sockeye");

        Assert.StartsWith("through the pair", await at.Succeed("dotnet", "run"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disable", "")]
    [InlineData("enable", "<SockeyeUsings>false</SockeyeUsings>")]
    public async Task The_usings_can_be_switched_off(string implicitUsings, string property)
    {
        string name = "off-" + implicitUsings;
        Command at = feed.Workplace(name, (name + ".csproj", Project(implicitUsings, property)), ("Program.cs", SpelledOutProgram));

        Assert.Equal("AF_INET connection refused\n", await at.Succeed("dotnet", "run"));

        IEnumerable<string> written = Directory.EnumerateFiles(feed.Below(name, "obj"), "*.GlobalUsings.g.cs", SearchOption.AllDirectories);
        Assert.DoesNotContain(written, file => File.ReadAllText(file).Contains("Sockeye", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_of_one_file_runs()
    {
        // Programs of one file are made ready for native compilation unless told otherwise, and its packages are not in every feed.
        string program = $"#:package Sockeye@{feed.Version}\n#:property PublishAot=false\n{BareProgram}";

        string said = await feed.Workplace("file", ("app.cs", program)).Succeed("dotnet", "run", "app.cs");

        Assert.Equal("through the pair\nAF_INET connection refused\n", said);
    }

    [Fact]
    public async Task A_host_takes_a_server()
    {
        const string Program = """
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;
            using Sockeye.Hosting;
            using Sockeye.Servers;

            HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddSockeyeServer("echo", request => request.Input.CopyToAsync(request.Output), options => options.Endpoint = "127.0.0.1:0");
            using IHost host = builder.Build();
            await host.StartAsync();
            using (Socket client = Socket.CreateConnection(host.Services.GetRequiredKeyedService<Server>("echo").LocalEndPoint))
            {
                client.SendAll("through the host"u8);
                byte[] back = new byte[16];
                client.ReceiveExactly(back);
                Console.WriteLine(System.Text.Encoding.UTF8.GetString(back));
            }

            await host.StopAsync();
            """;
        string project = Project("enable", "").Replace("Include=\"Sockeye\"", "Include=\"Sockeye.Hosting\"", StringComparison.Ordinal)
            .Replace("  </ItemGroup>", "    <PackageReference Include=\"Microsoft.Extensions.Hosting\" Version=\"10.0.14\" />\n  </ItemGroup>", StringComparison.Ordinal);

        string said = await feed.Workplace("hosted", ("hosted.csproj", project), ("Program.cs", Program)).Succeed("dotnet", "run");

        Assert.Contains("through the host\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tool_installs_and_runs()
    {
        Command at = feed.Workplace("tools", ("empty.txt", ""));
        await at.Succeed("dotnet", "tool", "install", "Sockeye.Tool", "--version", feed.Version, "--tool-path", feed.Below("tools", "bin"));

        string help = await at.Succeed(feed.Below("tools", "bin", "sockeye"), "--help");

        Assert.Contains("sockeye", help, StringComparison.Ordinal);

        // The prompt needs the compiler, the runtime's assemblies and the libraries' documentation.
        string said = await at.Succeed(feed.Below("tools", "bin", "sockeye"), "repl", "--eval", "new Socket(AF_INET, SOCK_STREAM).Family\n:help AF_INET");
        Assert.StartsWith("AF_INET (2)\nFamily.AF_INET = 2\n  Internet protocol", said, StringComparison.Ordinal);
    }

    private string Project(string implicitUsings, string property) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>{implicitUsings}</ImplicitUsings>
            <Nullable>enable</Nullable>
            {property}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Sockeye" Version="{feed.Version}" />
          </ItemGroup>
        </Project>
        """;
}
