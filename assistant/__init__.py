"""Balance Due Assistant: cited answers about IRS balance-due letters, on your own machine."""

import os

__version__ = "0.1.0"

# onnxruntime's own builds report how they are used to their makers, unless this is set before they are first loaded
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
