"""The rules themselves as pages."""
