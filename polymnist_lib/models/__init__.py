"""The networks: what each is built of, what stands before it, and what it says of images.

`catalogue` lists them, `builders` stacks their layers and `preprocess` prepares images, also as a
Keras layer (`layers`); `predict` asks a trained one, `networks` reads a saved one without Keras,
and `attribution` shows what an answer rests on.
"""
