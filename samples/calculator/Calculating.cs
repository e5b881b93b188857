using System.Globalization;
using Sockeye.Servers;

namespace Calculator;

/// <summary>One client's questions. A bad one gets an answer, and the conversation goes on.</summary>
public sealed class Calculating() : FramedHandler<string>(Messages.Format)
{
    protected override ValueTask Handle(string question) => Frames.WriteAsync(Answer(question));

    public static string Answer(string question) => question.Split(' ') is [string left, string operation, string right]
        && decimal.TryParse(left, CultureInfo.InvariantCulture, out decimal a)
        && decimal.TryParse(right, CultureInfo.InvariantCulture, out decimal b)
            ? Calculate(a, operation, b)
            : "error: NUMBER + - * / NUMBER";

    private static string Calculate(decimal a, string operation, decimal b)
    {
        try
        {
            return operation switch
            {
                "+" => Said(a + b),
                "-" => Said(a - b),
                "*" => Said(a * b),
                "/" => Said(a / b),
                _ => "error: there are + - * and /",
            };
        }
        catch (ArithmeticException error)
        {
            return $"error: {error.Message}";
        }
    }

    private static string Said(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
