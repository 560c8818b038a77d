"""Notices out: facts put into the texts of a policy, made letters, handed to a server or a folder.

Asked for: the words of a notice, the bytes of a letter, and a transport that says what became of it.

Imports: domain.letters, domain.notices, domain.parties, domain.policy, errors, mail.tls.
"""
