"""What somebody tries who knows the source and means no good."""
