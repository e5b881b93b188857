using System.CommandLine;
using Sockeye.Cli.Labs;
using Sockeye.Cli.Terminals;

namespace Sockeye.Cli.Commands;

/// <summary>sockeye lab [list | show LAB | check LAB]</summary>
internal static class LabCommand
{
    private const string Explanation =
        """
        A lab is a small task: a server and a client to write yourself, with starters and solutions in labs/.

        Example:
          sockeye lab show echo
        """;

    private const string CheckExplanation =
        """
        A command is a line for the shell, so the programs may be in any language. HOST PORT (and A B, for a sum client)
        are put behind it; where it says {host} or {port}, they are put there. Each case that fails is explained.
        A program that dotnet run builds each time is checked faster when it is built once: dotnet run --no-build.

        With --parallel an echo server must serve several clients at the same time, as labs/echo/SelectServer.cs is to.

        Exit codes: 0 all cases passed; 4 some failed.

        Example:
          sockeye lab check echo --server 'dotnet run labs/echo/EchoServer.cs'
          sockeye lab check echo --parallel --server 'dotnet run labs/echo/SelectServer.cs'
        """;

    // A first build with dotnet run, on a busy machine.
    private const double UsualStart = 60;

    private const double UsualStep = 5;

    internal static Command Create()
    {
        Option<bool> json = CommonOptions.Json();
        var list = new ExplainedCommand("list", "Which labs there are.", "Example:\n  sockeye lab list") { json };
        list.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            new Listing<Lab>(new Column<Lab>("lab", static lab => lab.Name), new Column<Lab>("task", static lab => lab.Task)).Write(Lab.All, parsed.GetValue(json), "there are no labs");
            return ExitCode.Done;
        }));
        return new ExplainedCommand("lab", "Learn by writing: tasks, and a check of your programs.", Explanation) { list, CreateShow(), CreateCheck() };
    }

    private static ExplainedCommand CreateShow()
    {
        Argument<string> name = Name();
        Option<bool> json = CommonOptions.Json();
        var show = new ExplainedCommand("show", "What a lab's task is.", "Example:\n  sockeye lab show sum") { name, json };
        show.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), _ =>
        {
            Lab lab = Find(parsed.GetRequiredValue(name));
            using StreamWriter output = StandardOutput.OpenText();
            output.WriteLine(parsed.GetValue(json)
                ? JsonLine.Of(line =>
                {
                    line.WriteString("lab", lab.Name);
                    line.WriteString("task", lab.Task);
                    line.WriteString("text", lab.Steps);
                })
                : $"{lab.Name}: {lab.Task}\n\n{lab.Steps}");
            return ExitCode.Done;
        }));
        return show;
    }

    private static ExplainedCommand CreateCheck()
    {
        Argument<string> name = Name();
        Option<string?> server = CommandLine("--server", "your server");
        Option<string?> client = CommandLine("--client", "your client");
        Option<double> step = CommonOptions.PositiveSeconds("--timeout", UsualStep, "how long a program may say nothing before it counts as stuck");
        Option<double> start = CommonOptions.PositiveSeconds("--start", UsualStart, "how long a program may take until it listens or connects; dotnet run builds first");
        var parallel = new Option<bool>("--parallel") { Description = "try your server with several clients at the same time, too" };
        Option<bool> json = CommonOptions.Json();
        var check = new ExplainedCommand("check", "Try your programs, and explain what is wrong.", CheckExplanation) { name, server, client, parallel, step, start, json };
        check.SetAction(parsed => CommandRun.Guarded(parsed.GetValue(json), signals =>
        {
            Lab lab = Find(parsed.GetRequiredValue(name));
            (string? serverLine, string? clientLine) = (parsed.GetValue(server), parsed.GetValue(client));
            if (serverLine is null && clientLine is null)
            {
                throw new UsageException("nothing to check: say --server COMMAND, --client COMMAND, or both. See sockeye lab check --help");
            }

            lab = parsed.GetValue(parallel) ? WithParallel(lab, serverLine) : lab;
            using StreamWriter output = StandardOutput.OpenText();
            var report = new LabReport(output, lab.Name, parsed.GetValue(json));
            foreach (LabResult result in new LabRun(lab, new LabTimes(parsed.Span(step), parsed.Span(start)), signals.Token).Run(serverLine, clientLine))
            {
                report.Tell(result);
            }

            report.Conclude();
            return report.AllPassed ? ExitCode.Done : ExitCode.Refused;
        }));
        return check;
    }

    private static Lab WithParallel(Lab lab, string? serverLine)
        => lab.Parallel.Count == 0 ? throw new UsageException($"--parallel is for the lab {string.Join(", ", Lab.All.Where(static one => one.Parallel.Count > 0).Select(static one => one.Name))}, and this is {lab.Name}")
            : serverLine is null ? throw new UsageException("--parallel is about a server: say --server COMMAND too")
            : lab with { Server = [.. lab.Server, .. lab.Parallel] };

    private static Argument<string> Name() => new("LAB") { Description = string.Join(" or ", Lab.All.Select(static lab => lab.Name)) };

    private static Option<string?> CommandLine(string option, string whose)
    {
        var line = new Option<string?>(option) { HelpName = "COMMAND", Description = $"how {whose} is started" };
        line.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError($"{option} takes a command for the shell, and this one is empty");
            }
        });
        return line;
    }

    private static Lab Find(string name) => Lab.All.FirstOrDefault(lab => lab.Name == name)
        ?? throw new UsageException($"there is no lab '{name}'; the labs are {string.Join(", ", Lab.All.Select(static lab => lab.Name))}");
}
