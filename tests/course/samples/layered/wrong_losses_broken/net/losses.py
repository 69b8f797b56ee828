def squared_error(Y, T:
    return 0
