"""What commissioners read: one frozen document, and the page and PDF that are made from it."""
