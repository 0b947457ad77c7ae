"""The Merkle tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, over SHA-256.

Leaves and inner nodes are hashed with different first bytes, so that neither can pass for the
other. A `Frontier` holds just the roots of the complete subtrees: enough to append for ever and
to know the root, in memory that grows with the logarithm of the number of leaves.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry (2.1.1: SHA-256 of a zero byte and the entry)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (2.1.1: SHA-256 of a one byte and both children)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that only grows: `size` leaves, and the roots of its complete subtrees, widest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(peaks):
            raise ValueError("a tree of this size has another number of complete subtrees")
        self.size = size
        self.peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash. Each trailing one bit of the size is a pair of subtrees to join."""
        carry, remaining = leaf, self.size
        while remaining & 1:
            carry = node_hash(self.peaks.pop(), carry)
            remaining >>= 1
        self.peaks.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """The root of the whole tree; the hash of nothing for an empty one."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over `leaves` (leaf hashes, in order)."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (2.1.1: k)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root (2.1.3.1), nearest first."""
    if not 0 <= index < len(leaves):
        raise IndexError("there is no such leaf")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(index, left), root_of(right)]
    return [*inclusion_proof(index - split, right), root_of(left)]


def consistency_proof(earlier: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show a tree of `earlier` leaves to be the beginning of this one (2.1.4.1)."""
    if not 0 < earlier <= len(leaves):
        raise IndexError("the earlier tree has between one leaf and all of them")
    return _subproof(earlier, leaves, whole=True)


def _subproof(earlier: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if earlier <= split:
        return [*_subproof(earlier, left, whole=whole), root_of(right)]
    return [*_subproof(earlier - split, right, whole=False), root_of(left)]


def inclusion_holds(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Does `proof` lead from `leaf` at `index` to `root` of a tree of `size` leaves (2.1.3.2)?"""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(step, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def consistency_holds(
    earlier: int, later: int, proof: Sequence[bytes], earlier_root: bytes, later_root: bytes
) -> bool:
    """Is the tree of `earlier` leaves the beginning of the one of `later` (2.1.4.2)?"""
    if not 0 < earlier <= later:
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    steps = list(proof)
    if earlier.bit_count() == 1:
        steps.insert(0, earlier_root)
    if not steps:
        return False
    first, last = earlier - 1, later - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old == earlier_root and new == later_root
