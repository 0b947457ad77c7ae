"""The market's own forms: what suppliers fill where no format for machines exists, with a schema for each."""
