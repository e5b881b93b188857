using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

// instrument SOURCES TARGET: copies C# files and puts a probe at the start of every block, so that a run shows where it went.
string from = Path.GetFullPath(args[0]), to = Path.GetFullPath(args[1]);
if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
var rewriter = new Probes();
foreach (string file in Directory.EnumerateFiles(from, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
{
    SyntaxNode root = rewriter.Visit(CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot());
    string copy = Path.Combine(to, Path.GetRelativePath(from, file));
    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
    File.WriteAllText(copy, root.ToFullString());
}

Console.WriteLine($"{rewriter.Count} probes");

/// <summary>Probes in blocks and in the sections of switch statements; single statements behind if, else and loops become blocks first.</summary>
internal sealed class Probes : CSharpSyntaxRewriter
{
    private static readonly SyntaxTrivia Line = SyntaxFactory.EndOfLine("\n");

    internal int Count { get; private set; }

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var block = (BlockSyntax)base.VisitBlock(node)!;
        return block.WithStatements(block.Statements.Insert(0, Probe()));
    }

    public override SyntaxNode? VisitSwitchSection(SwitchSectionSyntax node)
    {
        var section = (SwitchSectionSyntax)base.VisitSwitchSection(node)!;
        return section.WithStatements(section.Statements.Insert(0, Probe()));
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var statement = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return statement.WithStatement(Blocked(statement.Statement));
    }

    public override SyntaxNode? VisitElseClause(ElseClauseSyntax node)
    {
        var clause = (ElseClauseSyntax)base.VisitElseClause(node)!;
        return clause.Statement is IfStatementSyntax ? clause : clause.WithStatement(Blocked(clause.Statement));
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var statement = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return statement.WithStatement(Blocked(statement.Statement));
    }

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var statement = (ForStatementSyntax)base.VisitForStatement(node)!;
        return statement.WithStatement(Blocked(statement.Statement));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var statement = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return statement.WithStatement(Blocked(statement.Statement));
    }

    private StatementSyntax Blocked(StatementSyntax statement) =>
        statement is BlockSyntax ? statement : SyntaxFactory.Block(Probe(), statement).WithTrailingTrivia(Line);

    // A number that spreads over the map: neighbours in the source should not share cells.
    private StatementSyntax Probe() =>
        SyntaxFactory.ParseStatement($"global::Sockeye.Fuzz.Probe.Hit({unchecked((ushort)(++Count * 40503))});").WithTrailingTrivia(Line);
}
