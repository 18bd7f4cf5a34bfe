"""The program under test: at a URL, as an app of this process, or as a command, started and stopped."""
