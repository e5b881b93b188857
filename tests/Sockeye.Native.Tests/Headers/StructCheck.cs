using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sockeye.Native.Tests.Headers;

/// <summary>One of our structs, and which C struct and fields it stands for.</summary>
/// <param name="Type">The struct of Sockeye.Native.Layout.</param>
/// <param name="CName">The C type, as "struct pollfd".</param>
/// <param name="Fields">Our field to C's.</param>
/// <param name="NarrowOnMusl">C fields that musl declares narrower, with padding after them.</param>
internal sealed record StructCheck(Type Type, string CName, IReadOnlyDictionary<string, string> Fields, IReadOnlySet<string> NarrowOnMusl)
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    internal static StructCheck Of(Type type, string cName, Dictionary<string, string> fields, params string[] narrowOnMusl)
        => new(type, cName, fields, narrowOnMusl.ToHashSet());

    /// <summary>Where C has it so: null on every architecture.</summary>
    internal Architecture? On { get; init; }

    /// <summary>Other than the one above: C has it so there.</summary>
    internal Architecture? NotOn { get; init; }

    /// <summary>True for the architecture that a compiler makes programs for.</summary>
    internal bool IsOf(Architecture architecture) => (On is null || On == architecture) && NotOn != architecture;

    /// <summary>Our fields that the check does not name.</summary>
    internal IEnumerable<string> Unchecked => Type.GetFields(Instance).Select(static ours => ours.Name).Where(name => !Fields.ContainsKey(name));

    /// <summary>What C must agree to: the size, and the place and width of each field.</summary>
    internal IEnumerable<Claim> Claims(bool musl)
    {
        yield return new Claim($"sizeof {CName}", $"sizeof({CName}) == {SizeOf(Type)}");
        foreach ((string ours, string theirs) in Fields)
        {
            FieldInfo field = Type.GetField(ours, Instance) ?? throw new ArgumentException($"{Type.Name} has no field {ours}");
            yield return new Claim($"{CName} {theirs} offset", $"__builtin_offsetof({CName}, {theirs}) == {OffsetOf(field)}");
            if (!musl || !NarrowOnMusl.Contains(theirs))
            {
                yield return new Claim($"{CName} {theirs} width", $"sizeof((({CName} *)0)->{theirs}) == {SizeOf(field.FieldType)}");
            }
        }
    }

    private static int SizeOf(Type type) => type.IsPointer
        ? IntPtr.Size
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    // Where the runtime really puts the field: the address of the field less the address of the struct.
    private static int OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(nint), [], typeof(StructCheck).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        LocalBuilder whole = il.DeclareLocal(field.DeclaringType!);
        il.Emit(OpCodes.Ldloca, whole);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloca, whole);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ret);
        return (int)method.CreateDelegate<Func<nint>>()();
    }
}
