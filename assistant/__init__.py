"""Balance Due Assistant: cited answers about IRS balance-due letters, on your own machine."""

__version__ = "0.1.0"
