"""One function for each step a person or the round takes, one transaction each.

Load, decide by `domain`, save with events and notices, commit; what it needs of a store is a port.

`ports.py`: what the use cases need of a store, and what it guarantees. Imports: domain.letters, domain.notices,
domain.orders, domain.parties, domain.policy, domain.records, domain.reports, domain.values.

`recording.py`: the one way to keep a fact: saved with its event, its notices and what follows from it. Imports:
domain.cases, domain.notices, domain.orders, domain.parties, domain.policy, domain.values, usecases.policy,
usecases.ports.

`parties.py`: customers and suppliers: made known on first use, corrected, merged, erased. Imports: domain.notices,
domain.orders, domain.parties, domain.policy, domain.values, errors, usecases.ports.

`policy.py`: the revisions of the policy: checked, adopted, compared, in force on a day. Imports: domain.policy,
domain.time, errors, usecases.ports.

`records.py`: orders held, released, archived; the evidence of one order. Imports: domain.orders, domain.policy,
domain.records, errors, usecases.letters, usecases.policy, usecases.ports, usecases.recording.

`reports.py`: figures that need the policy of their days: response and resolution times, scorecards, clauses. Imports:
domain.cases, domain.orders, domain.parties, domain.policy, domain.reports, domain.time, usecases.cases,
usecases.policy, usecases.ports.

`demo.py`: an example order book, told by the same use cases that a desk would use. Imports: domain.orders,
domain.parties, domain.time, domain.values, usecases.cases, usecases.orders, usecases.parties, usecases.ports,
usecases.transfer.

`orders.py`: orders entered, edited, moved, promised anew, closed out, and taken back. Imports: domain.notices,
domain.orders, domain.parties, domain.values, errors, usecases.parties, usecases.ports, usecases.recording.
"""
