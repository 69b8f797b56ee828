class Plain:
    """What every layer has."""

    def __init__(self, **parameters):
        self.parameters, self.gradients = dict(parameters), {}

    def __call__(self, x, training=True):
        return self.forward(x, training)
