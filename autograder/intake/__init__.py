"""What was uploaded -> the files that count: single files, archives, notebooks, exports of a whole class."""
