"""A stand-in for Amazon on this machine: log-in, consent, Selling Partner API, and a seller's world behind it.

It speaks the published models (every answer is held to `schemas.py`), lives by a clock that a test sets, keeps Amazon's
rates, and can be told to fail. `server.running()` starts it.
"""
