import numpy

data = numpy.load("/home/me/ml1/sheet03/data.npz")


def getdata():
    return data["X"], data["T"]


def getparams():
    return data["W"], data["B"]
