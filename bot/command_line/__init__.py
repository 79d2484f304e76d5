"""The command `prescreen`: one module for each of its subcommands."""
