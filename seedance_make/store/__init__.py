"""The store: artifact bytes, the journal, the index, the lock file, and who is alive. Imports core alone."""
