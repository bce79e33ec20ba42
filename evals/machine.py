"""What a run or a measurement was made on."""

import os
import platform


def machine_in_words() -> str:
    """`x86_64, 2 cores, Python 3.11.7`."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
