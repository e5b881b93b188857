using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Tests.Repl.Scripting;

/// <summary>When a statement is whole, and what of it is shown. Nothing here is compiled.</summary>
public sealed class SubmissionTests
{
    [Theory]
    [InlineData("1 + 1", "1 + 1")]
    [InlineData("var s = 1", "var s = 1;")]
    [InlineData("var s = 1 // why", "var s = 1; // why")]
    [InlineData("using System.Net.Sockets", "using System.Net.Sockets;")]
    [InlineData("int F(int x) => x", "int F(int x) => x;")]
    [InlineData("for (;;) F()", "for (;;) F();")]
    [InlineData("if (true) { }", "if (true) { }")]
    [InlineData("class A { }", "class A { }")]
    public void A_whole_statement_needs_no_semicolon(string typed, string text)
    {
        Submission submission = Submission.Read(typed);
        Assert.True(submission.IsComplete);
        Assert.Equal(text, submission.Text);
    }

    [Theory]
    [InlineData("if (true)")]
    [InlineData("if (true)\n{")]
    [InlineData("while (true)")]
    [InlineData("F(1,")]
    [InlineData("var x =")]
    [InlineData("/* so far")]
    [InlineData("class A {")]
    [InlineData("Task.Run(() =>\n{\n    F();")]
    public void What_goes_on_waits_for_more(string typed) => Assert.False(Submission.Read(typed).IsComplete);

    [Theory]
    [InlineData("if (a)\n{\n}", "else", true)]
    [InlineData("if (a) F()", "  else G();", true)]
    [InlineData("if (a) { } else if (b) { }", "else { }", true)]
    [InlineData("try { } catch (A) { }", "catch (B)", true)]
    [InlineData("try { } catch { }", "finally", true)]
    [InlineData("if (a) { }", "while (b) { }", false)]
    [InlineData("if (a) { } else { }", "else { }", false)]
    [InlineData("if (a) { }", "elsewhere()", false)]
    [InlineData("if (a) { }", "", false)]
    [InlineData("F()", "else { }", false)]
    public void The_next_line_may_belong_to_a_whole_statement(string typed, string next, bool belongs) => Assert.Equal(belongs, Submission.Read(typed).GoesOnWith(next));

    [Theory]
    [InlineData("if (a) { }", true)]
    [InlineData("try { } catch { }", true)]
    [InlineData("try { } finally { }", false)]
    [InlineData("if (a) { } else { }", false)]
    [InlineData("while (a) { }", false)]
    [InlineData("var s = 1", false)]
    [InlineData("F();", false)]
    [InlineData("1 +* 2", false)]
    [InlineData("// nothing", false)]
    public void Only_what_may_go_on_needs_a_look_ahead(string typed, bool may) => Assert.Equal(may, Submission.Read(typed).MayGoOn);

    [Theory]
    [InlineData("", true)]
    [InlineData("  // nothing", true)]
    [InlineData("1", false)]
    [InlineData("using System", false)]
    public void Nothing_is_nothing(string typed, bool empty) => Assert.Equal(empty, Submission.Read(typed).IsEmpty);

    [Theory]
    [InlineData("var a = 1", "a")]
    [InlineData("int a = 1, b = 2;", "a,b")]
    [InlineData("var (a, (b, _)) = F();", "a,b")]
    [InlineData("(var a, int b) = F()", "a,b")]
    [InlineData("a = 1", "")]
    [InlineData("F(out var a)", "")]
    public void Declared_variables_are_shown(string typed, string names) => Assert.Equal(names, string.Join(',', Submission.Read(typed).Declared));

    [Theory]
    [InlineData("a = 1", true)]
    [InlineData("F()", true)]
    [InlineData("F();", false)]
    [InlineData("if (true) F();", false)]
    public void A_semicolon_hides_a_value(string typed, bool shown) => Assert.Equal(shown, Submission.Read(typed).Answer is not null);
}
