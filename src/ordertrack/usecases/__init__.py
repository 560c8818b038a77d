"""One function for each step a person or the round takes."""
