"""Right: gradient descent asks for the class, and each layer takes its own step."""
import numpy as np, json, argparse
from utils import softmax_cross_entropy, add_momentum, data_loader_mnist, predict_label, DataSplit

def miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, _learning_rate):
    for name in model:
        layer = model[name]
        if isinstance(layer, linear_layer):
            layer.step(name, momentum, _lambda, _alpha, _learning_rate)
    return model

class linear_layer:
    def __init__(self, input_D, output_D):
        self.params = dict()
        self.params['W'] = np.random.normal(0, 0.1, (input_D, output_D))
        self.params['b'] = np.random.normal(0, 0.1, (1, output_D))
        self.gradient = dict()
        self.gradient['W'] = np.zeros((input_D, output_D))
        self.gradient['b'] = np.zeros((1, output_D))
    def forward(self, X):
        return np.dot(X, self.params['W']) + self.params['b']
    def backward(self, X, grad):
        self.gradient['W'] = np.dot(X.T, grad)
        self.gradient['b'] = np.sum(grad, axis=0)
        return np.dot(grad, self.params['W'].T)

    def step(self, name, momentum, lam, alpha, lr):
        for k in ('W', 'b'):
            g = self.gradient[k] + lam * self.params[k]
            if alpha > 0:
                momentum[name + '_' + k] = alpha * momentum[name + '_' + k] - lr * g
                self.params[k] = self.params[k] + momentum[name + '_' + k]
            else:
                self.params[k] = self.params[k] - lr * g

class relu:
    def __init__(self):
        self.mask = None
    def forward(self, X):
        self.mask = (X > 0).astype(float)
        return X * self.mask
    def backward(self, X, grad):
        return grad * self.mask
class tanh:
    def forward(self, X):
        return np.tanh(X)
    def backward(self, X, grad):
        return grad * (1 - np.tanh(X) ** 2)

class dropout:
    def __init__(self, r):
        self.r = r
        self.mask = None
    def forward(self, X, is_train):
        if is_train:
            self.mask = (np.random.uniform(0.0, 1.0, X.shape) >= self.r).astype(float) * (1.0 / (1.0 - self.r))
        else:
            self.mask = np.ones(X.shape)
        return np.multiply(X, self.mask)
    def backward(self, X, grad):
        return np.multiply(grad, self.mask)

def main(main_params, optimization_type="minibatch_sgd"):
    np.random.seed(int(main_params['random_seed']))
    Xtrain, Ytrain, Xval, Yval, _, _ = data_loader_mnist(dataset=main_params['input_file'])
    N_train, d = Xtrain.shape
    N_val, _ = Xval.shape
    trainSet, valSet = DataSplit(Xtrain, Ytrain), DataSplit(Xval, Yval)
    model = dict()
    num_epoch = int(main_params['num_epoch']); minibatch_size = int(main_params['minibatch_size'])
    model['L1'] = linear_layer(input_D=d, output_D=1000)
    model['nonlinear1'] = relu() if main_params['activation'] == 'relu' else tanh()
    model['drop1'] = dropout(r=float(main_params['dropout_rate']))
    model['L2'] = linear_layer(input_D=1000, output_D=10)
    model['loss'] = softmax_cross_entropy()
    _learning_rate = float(main_params['learning_rate']); _step = 10
    _alpha = float(main_params['alpha']); _lambda = float(main_params['lambda'])
    momentum = add_momentum(model) if _alpha > 0.0 else None
    train_acc_record, val_acc_record, train_loss_record, val_loss_record = [], [], [], []
    for t in range(num_epoch):
        print('At epoch ' + str(t + 1))
        if (t % _step == 0) and (t != 0):
            _learning_rate = _learning_rate * 0.1
        idx_order = np.random.permutation(N_train)
        train_acc = train_loss = val_acc = val_loss = 0.0
        train_count = val_count = 0
        for i in range(int(np.floor(N_train / minibatch_size))):
            x, y = trainSet.get_example(idx_order[i * minibatch_size: (i + 1) * minibatch_size])
            a1 = model['L1'].forward(x)
            h1 = model['nonlinear1'].forward(a1)
            d1 = model['drop1'].forward(h1, is_train=True)
            a2 = model['L2'].forward(d1)
            loss = model['loss'].forward(a2, y)
            grad_a2 = model['loss'].backward(a2, y)
            grad_d1 = model['L2'].backward(d1, grad_a2)
            grad_h1 = model['drop1'].backward(h1, grad_d1)
            grad_a1 = model['nonlinear1'].backward(a1, grad_h1)
            grad_x = model['L1'].backward(x, grad_a1)
            model = miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, _learning_rate)
        for which, N in (('train', N_train), ('val', N_val)):
            for i in range(int(np.floor(N / minibatch_size))):
                x, y = (trainSet if which == 'train' else valSet).get_example(np.arange(i * minibatch_size, (i + 1) * minibatch_size))
                a1 = model['L1'].forward(x)
                h1 = model['nonlinear1'].forward(a1)
                d1 = model['drop1'].forward(h1, is_train=False)
                a2 = model['L2'].forward(d1)
                loss = model['loss'].forward(a2, y)
                if which == 'train':
                    train_loss += loss; train_acc += np.sum(predict_label(a2) == y); train_count += len(y)
                else:
                    val_loss += loss; val_acc += np.sum(predict_label(a2) == y); val_count += len(y)
        train_loss_record.append(train_loss); val_loss_record.append(val_loss)
        train_acc_record.append(train_acc / train_count); val_acc_record.append(val_acc / val_count)
        print('Training loss at epoch ' + str(t + 1) + ' is ' + str(train_loss))
    json.dump({'train': train_acc_record, 'val': val_acc_record},
              open('MLP_lr' + str(main_params['learning_rate']) + '_m' + str(main_params['alpha']) + '_w' + str(main_params['lambda']) + '_d' + str(main_params['dropout_rate']) + '_a' + str(main_params['activation']) + '.json', 'w'))
    print('Finish running!')
    return train_loss_record, val_loss_record
