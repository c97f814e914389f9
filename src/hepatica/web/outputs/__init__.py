"""The report's tables and pictures in the browser, and the report on paper."""
