"""What README's numbers come from: each figure stands beside its yardstick in one run."""
