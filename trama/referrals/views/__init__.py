"""Pages of letters: lists, the sender's steps, the receiver's."""
