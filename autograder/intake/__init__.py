"""What was uploaded -> the files that we grade: single files, archives, notebooks, exports of a whole class."""
