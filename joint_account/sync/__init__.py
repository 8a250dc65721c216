"""Brings what happens at Amazon here by itself: history by reports, then changes, for every connection that is open."""
