"""What a call may do: whose it is, and what becomes of what can't be said."""
