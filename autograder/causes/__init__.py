"""Why a submission loses points: the fewest changes of the reference that give exactly the student's values."""
