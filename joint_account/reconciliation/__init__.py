"""Our figures of each store and day beside Amazon's own, and what the differences are made of."""
