"""How evidence is assessed: the queue, reviews and decisions, interests, and the right of reply."""
