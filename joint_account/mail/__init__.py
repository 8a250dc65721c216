"""Mail that arrives: letters are queued with the change that causes them, and delivered until they are there."""
