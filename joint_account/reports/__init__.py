"""Report files as Amazon writes them: what they are, how their bytes and cells are read, and why one is refused."""
