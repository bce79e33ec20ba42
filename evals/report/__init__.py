"""A run as people and machines read it: a page to click through, a few lines for a pull request, and JSON.

All three count with `summary.py`. None shows more of a case that was held out than its id and its values (`case_data.py`, `written.py`),
unless the page is asked to.
"""

from evals.report.page import html_report
from evals.report.summary import MeasureSummary, summary_of
from evals.report.written import json_report, markdown_report

__all__ = ["MeasureSummary", "html_report", "json_report", "markdown_report", "summary_of"]
