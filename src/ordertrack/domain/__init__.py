"""What the procedure says: pure rules over frozen values."""
