# what: never comes back from its import
# outcome: timeout
# says: if __name__ == "__main__"
while True:
    pass
