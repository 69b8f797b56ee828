# what: a list grows without end
# outcome: memory
kept = []
while True:
    kept.append([0.0] * 100_000)
