"""Joint Account: one sign-in, one view and one bill for a seller's stores in every country."""
