"""What a dossier shows: its matrix of statements and outlets, who leans on whom, and how figures went over time."""
