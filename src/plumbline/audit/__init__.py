"""The log of what happened, and how anybody can prove that nothing in it was changed."""
