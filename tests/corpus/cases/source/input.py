# what: asks somebody to type
# outcome: error
# says: nobody is there while the homework is graded
from right import *
size = int(input("How many? "))
