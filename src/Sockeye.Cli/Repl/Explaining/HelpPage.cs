using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Sockeye.Cli.Repl.Lines;
using Sockeye.Cli.Repl.Scripting;

namespace Sockeye.Cli.Repl.Explaining;

/// <summary>What <c>:help NAME</c> says: signature, words, parameters, errors, from the documentation comments.</summary>
internal static partial class HelpPage
{
    private const int MostOverloads = 8;

    private static readonly SymbolDisplayFormat Signature = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The page.</summary>
    /// <exception cref="UsageException">There is nothing of that name.</exception>
    internal static string Of(Session session, string name, int width)
    {
        var symbols = new NamedSymbols(session, name);
        if (symbols.Found.Count == 0)
        {
            throw new UsageException($"there is nothing named {name}{(symbols.Near.Count > 0 ? $"; near it: {string.Join(", ", symbols.Near)}" : "")}");
        }

        var page = new StringBuilder();
        foreach (ISymbol symbol in symbols.Found.Take(MostOverloads))
        {
            page.Append(page.Length > 0 ? "\n" : "");
            Append(page, symbol, Comment.Of(symbol, symbols.Referred), width);
        }

        if (symbols.Found.Count > MostOverloads)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n… and {symbols.Found.Count - MostOverloads} more of that name: say TYPE.{name}\n");
        }

        return page.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder page, ISymbol symbol, Comment comment, int width)
    {
        page.Append(SignatureOf(symbol)).Append('\n');
        Paragraphs(page, comment.Summary.Length > 0 ? comment.Summary : "It has no documentation here.", "  ", width);
        foreach ((string parameter, string words) in comment.Parameters.Where(found => Has(symbol, found.Name)))
        {
            Paragraphs(page, $"{parameter}: {words}", "    ", width);
        }

        if (comment.Returns.Length > 0)
        {
            Paragraphs(page, $"returns: {comment.Returns}", "    ", width);
        }

        foreach ((string exception, string words) in comment.Exceptions)
        {
            Paragraphs(page, $"throws {exception}: {words}", "    ", width);
        }

        if (comment.Remarks.Length > 0)
        {
            page.Append('\n');
            Paragraphs(page, comment.Remarks, "  ", width);
        }

        if (symbol is INamedTypeSymbol type)
        {
            Members(page, type, width);
        }
    }

    // Words that are taken over from another overload may tell of parameters that this one has not.
    private static bool Has(ISymbol symbol, string parameter) => symbol is not IMethodSymbol method || method.Parameters.Any(own => own.Name == parameter);

    private static string SignatureOf(ISymbol symbol)
    {
        string signature = symbol.ToDisplayString(Signature);
        foreach (IParameterSymbol parameter in (symbol as IMethodSymbol)?.Parameters ?? [])
        {
            if (IsNamelessZero(parameter))
            {
                string shown = parameter.ToDisplayString(Signature);
                signature = signature.Replace(shown, shown[..shown.LastIndexOf('=')] + "= 0", StringComparison.Ordinal);
            }
        }

        return DefaultOf().Replace(signature, "default");
    }

    // A zero of two names is neither of them: protocol 0 is 'the usual one', whatever IPPROTO_HOPOPTS is.
    private static bool IsNamelessZero(IParameterSymbol parameter)
        => parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value, Type: INamedTypeSymbol { TypeKind: TypeKind.Enum } type }
            && Convert.ToInt64(value, CultureInfo.InvariantCulture) == 0
            && type.GetMembers().OfType<IFieldSymbol>().Count(one => Equals(one.ConstantValue, value)) != 1;

    private static void Members(StringBuilder page, INamedTypeSymbol type, int width)
    {
        string[] names = [.. type.GetMembers()
            .Where(static member => member is { DeclaredAccessibility: Accessibility.Public, CanBeReferencedByName: true, IsOverride: false })
            .Select(static member => member.Name).Distinct()];
        if (type.TypeKind != TypeKind.Enum)
        {
            Array.Sort(names, StringComparer.Ordinal);
        }

        if (names.Length > 0)
        {
            page.Append('\n').Append(Columns.Of([.. names.Select(static name => "  " + name)], width).Replace("\r\n", "\n", StringComparison.Ordinal));
        }
    }

    private static void Paragraphs(StringBuilder page, string words, string indent, int width)
    {
        foreach (string paragraph in words.Split("\n\n"))
        {
            int column = 0;
            foreach (string word in paragraph.Split(' '))
            {
                if (column > 0 && column + 1 + word.Length > width - 1)
                {
                    page.Append('\n');
                    column = 0;
                }

                string between = column == 0 ? indent : " ";
                page.Append(between).Append(word);
                column += between.Length + word.Length;
            }

            page.Append('\n');
        }
    }

    [GeneratedRegex(@"default\([^()]*\)")]
    private static partial Regex DefaultOf();
}
