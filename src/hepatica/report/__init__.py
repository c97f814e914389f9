"""One object, two places: tables, figures and documents that read the same on the page and on paper.

Nothing here reads a clock, a database or the network. Values come in as frozen objects; HTML text, a
Vega-Lite specification or the bytes of a PDF go out. `typst.py` and `vega.py` are the only doors to their engines.
"""
