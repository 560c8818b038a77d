"""Time as a desk has it: dates as typed, durations, local times of a zone, hours and days on which the desk works.

Asked for: a date out of text, a span in working hours, the instant at which a duration has run out. Nobody here asks
the clock.

Imports: domain.values.
"""
