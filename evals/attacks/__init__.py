"""Attacks that run offline, on every way in: orders to a program, naughty strings, numbers in disguise, damaged files.

    report = run_attacks(ground, seed=7)      # about ten minutes' worth; share=0.1 for a tenth of each kind
    report.findings                           # what came through, each with why

`python -m evals.attacks` prints the counts; whatever came through makes it fail.
"""

from evals.attacks.running import Finding, Report, Tally, run_attacks

__all__ = ["Finding", "Report", "Tally", "run_attacks"]
