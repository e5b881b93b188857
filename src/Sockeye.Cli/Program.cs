Console.WriteLine("sockeye");
return 0;
