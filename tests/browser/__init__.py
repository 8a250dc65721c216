"""The product as people use it: a real Chromium, the production build, and a real mail server in between."""
