# what: tabs and spaces in one block
# outcome: intake
# says: tab
def mean_square(y, y_hat):
	difference = y_hat - y
        return (difference ** 2).mean()
