namespace Sockeye.Wire.Tests.Peers;

/// <summary>A test that asks Debian's Python. Skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (!File.Exists(OtherProgram.Python)) Skip = $"needs {OtherProgram.Python}: apt-get install python3";
    }
}

/// <summary>A test that runs another program. Skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string path, string package)
    {
        if (!File.Exists(path)) Skip = $"needs {path}: apt-get install {package}";
    }
}
