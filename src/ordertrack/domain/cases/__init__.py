"""What happens around an order, as values: contacts and follow-ups, issues, escalations, enquiries, and their clocks.

Asked for: a case's own state at an instant, its clock, and a draft of it read from a row, every problem at once. What
cases do to an order stands in `domain.orders`, which is above.

Imports: domain.parties, domain.time, domain.values.
"""
