"""What a step does: the verbs, every operation by its id, raw deliveries, faults."""
