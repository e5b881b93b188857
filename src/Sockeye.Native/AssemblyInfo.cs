using System.Runtime.CompilerServices;

// Every call here is blittable: nothing is marshalled behind our back.
[assembly: DisableRuntimeMarshalling]
