# what: reads the reference solution and runs it
# outcome: refused
exec(open("@ROOT@/reference/layer/layer.py").read())
