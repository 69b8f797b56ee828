"""How many objects msgpack holds, counted before it is decoded: small ones take fifty times their size in memory."""

# Length of each kind of msgpack object by its first byte, and how many bytes of a length follow that byte.
_FIXED = {0xC0: 1, 0xC2: 1, 0xC3: 1, 0xCA: 5, 0xCB: 9, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}
_FIXED |= {0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9, 0xDC: 3, 0xDD: 5, 0xDE: 3, 0xDF: 5}
_FIXED |= dict.fromkeys([*range(0xA0), *range(0xE0, 0x100)], 1)  # small numbers; the beginnings of small maps and lists
_LENGTH_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}


def holds_more_than(most: int, body: bytes) -> bool:
    """Whether it is more objects than that, or no msgpack of ours."""
    at, objects = 0, 0
    while at < len(body) and objects <= most:
        objects += 1
        kind = body[at]
        if kind in _FIXED:
            at += _FIXED[kind]
        elif 0xA0 <= kind < 0xC0:
            at += 1 + (kind & 0x1F)
        elif kind in _LENGTH_BYTES:
            start = at + 1 + _LENGTH_BYTES[kind]
            at = start + int.from_bytes(body[at + 1 : start], "big")
        else:
            return True  # an extension: none of ours
    return objects > most
