"""The acts on codings and on the codebook: coding, merging and splitting themes, second coders, agreement."""
