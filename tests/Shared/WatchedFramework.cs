using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Sockeye.Tests;

/// <summary>xunit as it is, and at the end of an assembly's tests the <see cref="LoopWitness"/> is asked. eng/Tests.props names it for every test project.</summary>
internal sealed class WatchedFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) => new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink results, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, results, options)
    {
        // Told as one more test that failed, begun and ended as any: of the failure of a clean-up, which this would be, runners show no more than the type.
        protected override Task BeforeTestAssemblyFinishedAsync()
        {
            if (Record.Exception(LoopWitness.DemandSilence) is Exception fault && TestCases.LastOrDefault() is IXunitTestCase last)
            {
                var test = new XunitTest(last, "Loops have caught what nobody saw");
                ExecutionMessageSink.OnMessage(new TestCaseStarting(last));
                ExecutionMessageSink.OnMessage(new TestStarting(test));
                ExecutionMessageSink.OnMessage(new TestFailed(test, 0, "", fault));
                ExecutionMessageSink.OnMessage(new TestFinished(test, 0, ""));
                ExecutionMessageSink.OnMessage(new TestCaseFinished(last, 0, 1, 1, 0));
            }

            return base.BeforeTestAssemblyFinishedAsync();
        }
    }
}
