"""`python -m tests.golden`: write the saved letters and scripts again. Read what changed before you keep it."""

from tests.golden import FOLDER, write_all

if __name__ == "__main__":
    total, changed = write_all()
    print(f"{total} drafts in {FOLDER}, {changed} changed")
