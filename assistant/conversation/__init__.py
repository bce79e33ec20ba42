"""What a conversation knows, and how one turn of it goes."""
