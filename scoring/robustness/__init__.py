"""How sure a ranking is: the same products ranked under many weights and many experiences at once."""
