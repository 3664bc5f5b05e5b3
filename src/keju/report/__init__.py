"""Reports for people: terminal screens and tables."""
