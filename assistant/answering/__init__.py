"""From ranked passages to an answer whose every claim is located."""
