"""Components that any page uses, and how numbers and dates are written."""
