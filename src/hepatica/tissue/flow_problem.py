"""What is wrong with a cytometry file, a gating template or a count, in a sentence for the person who can mend it."""


class FlowProblem(ValueError):  # noqa: N818 -- a sentence about the file, as ImageProblem is one about a picture
    """A cytometry file, a template or a count that cannot be; its text is one sentence."""
