# what: shows a plot
# outcome: ok
from right import *
import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()
