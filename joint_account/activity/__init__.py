"""Who did what in a joint account, for its organizer and managers: to read, to narrow down, to take along."""
