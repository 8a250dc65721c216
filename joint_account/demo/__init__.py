"""A full, believable joint account in one click, made by the same services that sellers use."""
