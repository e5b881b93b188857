using Sockeye.Cli.Terminals;
using Sockeye.Wire.Conversations;

namespace Sockeye.Cli.Labs;

/// <summary>Tells how the cases went: a line for each that is right, an explanation for each that is not; or JSON lines.</summary>
internal sealed class LabReport(TextWriter output, string lab, bool json)
{
    private const int NameWidth = 13;

    // Of a dialogue the beginning and the end: most of what goes wrong shows there.
    private const int FirstLines = 14;

    private const int LastLines = 6;

    private static readonly DialogueOptions s_folded = new() { MaximumBytes = 96 };

    // Where a mistake shows again, its explanation does not: by what happened, the case that has it.
    private readonly Dictionary<(string, string), string> _explained = [];

    private string _side = "";
    private int _passed;
    private int _failed;

    internal bool AllPassed => _failed == 0;

    internal void Tell(LabResult result)
    {
        (_passed, _failed) = result.Wrong is null ? (_passed + 1, _failed) : (_passed, _failed + 1);
        if (json)
        {
            output.WriteLine(Json(result));
            return;
        }

        if (result.Side != _side)
        {
            _side = result.Side;
            _explained.Clear();
            output.WriteLine(_side == "both" ? $"{lab}: your server and your client together" : $"{lab}: your {_side}");
        }

        string mark = result.Wrong is null ? "✓ passed" : "✗ failed";
        output.WriteLine($"  {mark}  {result.Case,-NameWidth} {result.Meaning}");
        if (result.Wrong is LabWrongException wrong)
        {
            Explain(result, wrong);
        }
    }

    internal void Conclude()
    {
        int all = _passed + _failed;
        output.WriteLine(json
            ? JsonLine.Of(line =>
            {
                line.WriteString("event", "summary");
                line.WriteString("lab", lab);
                line.WriteNumber("passed", _passed);
                line.WriteNumber("failed", _failed);
            })
            : _failed == 0 ? $"all {all} cases passed" : $"{_failed} of {all} cases failed");
    }

    private void Explain(LabResult result, LabWrongException wrong)
    {
        if (!_explained.TryAdd((wrong.Happened, wrong.Hint), result.Case))
        {
            output.WriteLine($"      happened: {Failure.OneLine(wrong.Happened)}");
            output.WriteLine($"      hint:     as in '{_explained[(wrong.Happened, wrong.Hint)]}' above");
            return;
        }

        output.WriteLine($"      expected: {Failure.OneLine(wrong.Expected)}");
        output.WriteLine($"      happened: {Failure.OneLine(wrong.Happened)}");
        output.WriteLine($"      hint:     {wrong.Hint}");
        Indented("the dialogue:", Dialogue(result, TerminalStyle.ForStandardOutput()));
        Indented("on standard error:", [.. Lines(result.Errors).Select(Failure.OneLine).TakeLast(FirstLines)]);
        output.WriteLine();
    }

    private void Indented(string title, string[] lines)
    {
        if (lines.Length > 0)
        {
            output.WriteLine($"      {title}");
            foreach (string line in lines)
            {
                output.WriteLine($"        {line}");
            }
        }
    }

    private static string[] Dialogue(LabResult result, IDialogueStyle? style)
    {
        string[] lines = Lines(result.Talk is null ? "" : DialogueWriter.ToText(result.Talk, s_folded with { Style = style }));
        int hidden = lines.Length - FirstLines - LastLines;
        return hidden <= 1 ? lines : [.. lines[..FirstLines], $"(… {hidden} more lines)", .. lines[^LastLines..]];
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Json(LabResult result) => JsonLine.Of(line =>
    {
        line.WriteString("event", "case");
        line.WriteString("lab", lab);
        line.WriteString("side", result.Side);
        line.WriteString("case", result.Case);
        line.WriteBoolean("passed", result.Wrong is null);
        if (result.Wrong is LabWrongException wrong)
        {
            line.WriteString("expected", wrong.Expected);
            line.WriteString("happened", wrong.Happened);
            line.WriteString("hint", wrong.Hint);
            line.WriteStartArray("dialogue");
            foreach (string said in Dialogue(result, null))
            {
                line.WriteStringValue(said);
            }

            line.WriteEndArray();
            line.WriteString("errors", result.Errors);
        }
    });
}
