"""The trail link by link, its verification, archives, erasing, evidence, and the whole book in constant memory.

Asked for: events appended and read, a verdict over the trail, orders moved to an archive, a person taken out.

Imports: domain.notices, domain.orders, domain.parties, domain.policy, domain.records, domain.values, errors,
store.engine, store.letters, store.orders, store.parties, store.tables, store.trail, usecases.ports.
"""
