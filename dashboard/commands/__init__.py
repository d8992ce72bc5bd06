"""The command line: a module for each group of commands, each with the parser of its own."""
