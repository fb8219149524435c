"""The map: what is asked of every project, stage by stage. Content and its checks; it knows nothing of who answers."""
