"""Amazon's Selling Partner API: consent, calls within its rates, and answers with types."""
