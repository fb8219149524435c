"""What whoever runs a copy needs: backups, whether all is sound, moving to PostgreSQL, a look round."""
