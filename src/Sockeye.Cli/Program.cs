return Sockeye.Cli.Tool.Run(args);
