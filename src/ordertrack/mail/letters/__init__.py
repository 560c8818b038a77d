"""Letters in: fetched from mailboxes and IMAP servers, and read whatever their bytes are.

Asked for: letters as whole values: sender, new text, attachments, and whether a person wrote them.

Imports: domain.letters, domain.values, errors, mail.tls.
"""
