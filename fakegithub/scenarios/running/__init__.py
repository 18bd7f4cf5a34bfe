"""Running a scenario, and many of them."""
