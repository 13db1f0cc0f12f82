"""The pages of resources and evaluation: funding lines, agreements, indicators."""
