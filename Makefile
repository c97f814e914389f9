.PHONY: demo test lint lock torture bench
demo test lint lock torture bench: ; scripts/$@
