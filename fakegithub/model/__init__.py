"""What the world knows: entities and their invariants, and nothing that can be derived from them."""
