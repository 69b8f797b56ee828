# what: a list grows without end
# outcome: memory or timeout
# why: 256 MiB in small lists take about a second
kept = []
while True:
    kept.append([0.0] * 100_000)
