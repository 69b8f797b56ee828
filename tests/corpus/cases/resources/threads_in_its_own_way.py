# what: never ends, and keeps the processor so busy with threads of its own that it has to wait for it itself
# outcome: timeout
# why: time is excused while the machine is busy with others, and one's own threads are not others
from right import *
import hashlib, threading
import right
def work():
    hashlib.pbkdf2_hmac("sha256", b"", b"", 1 << 30)
def block(*arguments):
    threading.stack_size(1 << 18)
    for _ in range(10):
        threading.Thread(target=work, daemon=True).start()
    work()
class Layer(right.Layer):
    def forward(self, X):
        block()
mean_square = block
