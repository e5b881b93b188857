namespace Sockeye.House.Tests.Api;

public sealed class ApiTextTests
{
    public enum Colour : byte
    {
        Red = 1,
        Blue = 0,
        Azure = 0,
    }

    public interface IShape : IDisposable
    {
        int Area { get; }
    }

    public readonly struct Box<T>(T value)
    {
        public T Value { get; } = value;


        internal static int Hidden => 1;
    }

    public abstract class Shape : IShape
    {
        public const string Name = "shape";

        protected Shape(int? area = null, params string[] words) => Area = area ?? words.Length;

        public int Area { get; private protected init; }

        public required string Title { get; init; }

        public string this[int index] => Title[index..];

        public static bool TryFind(ReadOnlySpan<byte> bytes, out Dictionary<string, Box<int>> found, ref (int, Colour) state, in long size, CancellationToken token = default)
        {
            found = [];
            state = ((int)size + bytes.Length, Colour.Red);
            return token.IsCancellationRequested;
        }

        public abstract void Draw<T>(T[] pens, bool fill = true, string end = "\n");

        public override string ToString() => Title;

        public void Dispose() => GC.SuppressFinalize(this);
    }

    [Fact]
    public void Writes_what_a_program_can_see()
    {
        Assert.Equal("enum Sockeye.House.Tests.Api.ApiTextTests.Colour : byte\n    Azure = 0\n    Blue = 0\n    Red = 1\n", ApiText.Of([typeof(Colour)]));
        Assert.Equal("interface Sockeye.House.Tests.Api.ApiTextTests.IShape : IDisposable\n    int Area { get; }\n", ApiText.Of([typeof(IShape)]));
        Assert.Equal("readonly struct Sockeye.House.Tests.Api.ApiTextTests.Box<T>\n    T Value { get; }\n    new(T value)\n", ApiText.Of([typeof(Box<>)]));
        Assert.Equal("""
            abstract class Sockeye.House.Tests.Api.ApiTextTests.Shape : ApiTextTests.IShape
                abstract void Draw<T>(T[] pens, bool fill = true, string end = "\n")
                const string Name = "shape"
                int Area { get; }
                override string ToString()
                protected new(int? area = default, params string[] words)
                required string Title { get; init; }
                static bool TryFind(ReadOnlySpan<byte> bytes, out Dictionary<string, ApiTextTests.Box<int>> found, ref (int, ApiTextTests.Colour) state, in long size, CancellationToken token = default)
                string this[int index] { get; }
                void Dispose()

            """, ApiText.Of([typeof(Shape)]));
    }

    [Fact]
    public void An_extension_member_names_whom_it_extends()
    {
        string text = ApiText.Of([typeof(ExtensionsOfShapes)]);
        Assert.Equal("""
            static class Sockeye.House.Tests.Api.ExtensionsOfShapes
                extension(ApiTextTests.Shape) static int Count(string word)
                static int Plain(int number)

            """, text);
        Assert.NotEmpty(typeof(ExtensionsOfShapes).GetNestedTypes());
        Assert.DoesNotContain(".<", ApiText.Of(typeof(ExtensionsOfShapes).Assembly));
    }

    [Fact]
    public void Order_does_not_depend_on_the_order_given() =>
        Assert.Equal(ApiText.Of([typeof(Shape), typeof(Colour)]), ApiText.Of([typeof(Colour), typeof(Shape)]));

    [Fact]
    public void A_difference_names_the_type() => Assert.Equal(
        ["- A.B: int Old { get; }", "+ A.B: int New { get; }", "+ enum A.C : int"],
        LineDifference.Between("class A.B\n    int Old { get; }\n", "class A.B\n    int New { get; }\nenum A.C : int\n"));
}

public static class ExtensionsOfShapes
{
    extension(ApiTextTests.Shape)
    {
        public static int Count(string word) => word.Length;
    }

    public static int Plain(int number) => number;
}
