"""ordertrack: an order-tracking procedure that runs at the command line."""

__version__ = "0.3.0"
