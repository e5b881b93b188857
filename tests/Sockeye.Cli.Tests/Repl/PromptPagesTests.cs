using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Tests.Repl;

/// <summary>The pages that show the prompt, typed from the first line to the last.</summary>
public sealed class PromptPagesTests
{
    [Theory]
    [InlineData("docs/first-steps.md", 50)]
    [InlineData("docs/then-and-now.md", 30)]
    [Trait("Category", "Slow")]
    public void The_prompt_answers_as_the_page_says(string document, int atLeast)
    {
        IReadOnlyList<PromptExchange> page = PromptExchange.In(Repository.Read(document));
        Assert.True(page.Count > atLeast);
        TextWriter console = Console.Out;
        using var session = new OneSession();
        try
        {
            Console.SetOut(session.Output);
            foreach (PromptExchange exchange in page)
            {
                Assert.True(Submission.Read(exchange.Typed).IsComplete || exchange.Typed.StartsWith(':'), $"line {exchange.Line}: the prompt would wait for more");
                string said = session.Says(exchange.Typed);
                Assert.True(exchange.IsAnsweredBy(said), $"line {exchange.Line}: {exchange.Typed}\nthe page says:\n{exchange.Answer}\nthe prompt says:\n{said}");
            }
        }
        finally
        {
            Console.SetOut(console);
        }
    }

    [Fact]
    public void A_wrong_answer_is_noticed()
    {
        PromptExchange one = Assert.Single(PromptExchange.In("```text\nsockeye> 1 +\n    ...> 1\n2 of …\n```\nsockeye> outside"));
        Assert.Equal("1 +\n1", one.Typed);
        Assert.True(one.IsAnsweredBy("2 of them\n"));
        Assert.False(one.IsAnsweredBy("2 of them\nand more\n"));
        Assert.False(one.IsAnsweredBy("3 of them\n"));
    }
}
