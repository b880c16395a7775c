"""The command line, one file for each command. Exit codes: 0 good, 1 the user's input was bad, 2 wrong usage."""
