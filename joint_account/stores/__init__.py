"""Amazon's marketplaces, a joint account's stores in them, and how their data comes in."""
