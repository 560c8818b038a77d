"""Figures: what is asked of each, the rows that answer, and the sums.

Asked for: on-time delivery and aging (`lines`), response and resolution times (`clocks`), scorecards (`suppliers`), the
clauses followed (`sop`).

Imports: domain.cases, domain.notices, domain.orders, domain.parties, domain.policy, domain.time.
"""
