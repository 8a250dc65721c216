"""What Amazon's reports tell about a store as it is: its stock, its listings, its account health."""
