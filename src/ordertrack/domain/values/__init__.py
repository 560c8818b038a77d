"""Single values: money, quantities, texts, channels, and how any value is written in the trail.

Asked for: text to value and back, or the sentence that says what is wrong with the text.

Imports: nothing.
"""
