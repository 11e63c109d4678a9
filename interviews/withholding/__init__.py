"""Taking words out of what is public: cutting and carrying, the places of the signs, the acts, the boxes."""
