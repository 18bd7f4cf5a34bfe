"""What a run has shown, and whose fault it looks to be: as text, JUnit, annotations, files to keep."""
