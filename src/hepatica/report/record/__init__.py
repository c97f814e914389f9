"""The record about itself on paper and as tables: the trail, what a reviewer looks for in it, who had access."""
