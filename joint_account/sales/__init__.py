"""Orders of every store, what they add up to, and the pages that show it."""
