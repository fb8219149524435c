"""SQLite as Django opens it, but for one thing: whoever writes stands in a queue."""
