"""Amazon's side of the rate limits: a bucket for each seller and operation, which fills up again as the clock goes on."""

from dataclasses import dataclass, field


@dataclass
class Limits:
    """rates: (calls a second, bucket) by operation, as the models publish them; a test may change them."""

    clock: object
    rates: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)

    def take(self, seller, operation):
        """Whether one more call is allowed now."""
        rate, burst = self.rates[operation]
        now = self.clock.now()
        left, since = self.tokens.get((seller, operation), (burst, now))
        left = min(burst, left + (now - since).total_seconds() * rate)
        # A float's dust is nobody's fault.
        allowed = left >= 1 - 1e-6
        self.tokens[seller, operation] = (left - allowed, now)
        return allowed

    def header(self, operation):
        return f"{self.rates[operation][0]}"
