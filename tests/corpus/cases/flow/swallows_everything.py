# what: ignores every signal and swallows every exception
# outcome: timeout
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, lambda *args: None)
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
