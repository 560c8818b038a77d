"""What is due now and why: asking, escalating, the worklist, explaining, and a period simulated.

Asked for: decisions as functions of an order, a policy and an instant. Nothing is remembered between two questions.

Imports: domain.cases, domain.orders, domain.parties, domain.policy, domain.time, domain.values, errors.
"""
