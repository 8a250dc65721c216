"""How people become one joint account: the core."""
