"""The text of a policy read: its shapes, its values, and every problem of it.
"""
