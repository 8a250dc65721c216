"""The frame around every page: header, Account & Lists menu, navigation, footer."""
