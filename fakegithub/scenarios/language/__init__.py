"""What a scenario file is: reading it, its grammar, references and matchers, files that use others."""
