using System.Text;
using Sockeye.Cli.Chatting;

namespace Sockeye.Cli.Tests.Chatting;

/// <summary>Where an answer ends, in talks as servers hold them.</summary>
public sealed class AnswerRulesTests
{
    // "S" and "C" lines, and behind each what is waited for then: n(one), b(egin), r(est), p(erhaps).
    [Theory]
    [InlineData("smtp", "S220 mail.test ESMTP|p", "CEHLO me|b", "S250-mail.test|r", "S250-SIZE 10|r", "S250 OK|p", "CDATA|b", "S354 go on|p", "CSubject: x|n", "C|n", "C..|n", "C.|b", "S250 queued|p", "CQUIT|b", "S221 bye|p")]
    [InlineData("ftp", "S220-welcome|r", "S220 here|p", "CUSER me|b", "S331 password|p", "CPASS x|b", "S230 in|p", "CHELP|b", "S214-these|r", "S USER PASS|r", "S214 all|p")]
    [InlineData("pop3", "S+OK ready|p", "CSTAT|b", "S+OK 2 320|p", "CRETR 1|b", "S+OK 120 octets|p", "SSubject: x|r", "S|r", "S250 not a code here|r", "S.|p", "CNOPE|b", "S-ERR what|p")]
    [InlineData("imap", "S* OK ready|p", "Ca1 SELECT inbox|b", "S* 2 EXISTS|r", "Sa1 OK done|p", "Ca2 APPEND x {3}|b", "S+ go on|p")]
    [InlineData("nntp", "S200 news|p", "CLIST|b", "S215 groups follow|p", "Sa.b.c 1 2 y|r", "S.|p", "CPOST|b", "S340 send it|p", "CFrom: me|n", "C.|b", "S240 got it|p")]
    [InlineData("http", "CGET / HTTP/1.0|n", "CHost: x|n", "C|b", "SHTTP/1.0 200 OK|r", "S|r", "S<html>|r")]
    [InlineData("echo", "Chello|b", "Shello|p", "C.|b", "S.|p")]
    public void AnAnswer_EndsWhereItDoes(string protocol, params string[] talk)
    {
        var rules = new AnswerRules();
        Assert.Equal(AnswerDue.Begin, rules.Due);
        foreach (string step in talk)
        {
            byte[] line = Encoding.ASCII.GetBytes(step[1..step.LastIndexOf('|')]);
            if (step[0] == 'C')
            {
                rules.Said(line);
            }
            else
            {
                rules.Heard(line);
            }

            AnswerDue due = step[^1] switch { 'n' => AnswerDue.None, 'b' => AnswerDue.Begin, 'r' => AnswerDue.Rest, _ => AnswerDue.Perhaps };
            Assert.True(due == rules.Due, $"{protocol}, behind {step}: {rules.Due}");
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1", true)]
    [InlineData("HEAD /x HTTP/1.0", true)]
    [InlineData("EHLO me", false)]
    [InlineData("", false)]
    [InlineData(" HTTP/1.0", false)]
    public void OnlyInHttp_TheClientSpeaksFirst(string line, bool first) => Assert.Equal(first, AnswerRules.SpeaksFirst(Encoding.ASCII.GetBytes(line)));
}
