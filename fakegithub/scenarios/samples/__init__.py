"""The payload of any event: the scripts that cause each, what is guessed for the others, variants."""
