"""Buyer messages: threads of all countries in one inbox, with one clock, answered from one place."""
