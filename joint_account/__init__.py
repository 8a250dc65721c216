"""Joint Account: one sign-in and one view for a seller's stores in every country."""
