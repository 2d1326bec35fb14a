"""Data sets and vocabularies.

What is random is drawn from a generator that the caller gives. What is real lies in this folder in a small derived
form, with a card that says where it comes from, under which licence, and how it was cleaned.
"""
