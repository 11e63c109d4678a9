"""From a draft to what readers see: what becomes public, what is checked, and the two people it takes."""
