"""A whole project as one open file: written, and read again on any copy of the planner."""
