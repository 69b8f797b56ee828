# what: nothing but comments
# outcome: intake
# says: comments only
