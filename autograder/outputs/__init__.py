"""Report -> what people and machines read: Gradescope's JSON, the gradebook, the class page, the terminal."""
