# what: runs an event loop
# outcome: refused
# why: asyncio wakes itself up by a pair of sockets; no homework needs it
from right import *
import asyncio
async def nothing():
    pass
asyncio.run(nothing())
