"""From any picture of handwritten digits to images such as the data's, step by step.

`frame` brings the ink of one digit into the data's own frame.
"""
