"""Article readers, the written corpus and evaluation."""
