namespace ServerNamespace;

/// <summary>A message: what a sensor has measured.</summary>
public readonly record struct Reading(byte Sensor, int Value);
