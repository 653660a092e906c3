"""The review of the user's own code: real checkers over code that says what is expected of it."""
