# what: asks somebody to type
# outcome: error
# says: nobody is there during grading
from right import *
size = int(input("How many? "))
