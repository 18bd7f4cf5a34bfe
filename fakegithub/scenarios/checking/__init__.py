"""What fits the grammar and is wrong all the same: unknown names, choices that exclude each other."""
