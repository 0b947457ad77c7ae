"""The Merkle tree is the one of RFC 9162, and its proofs prove what they say."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
)


def _by_definition(leaves: list[bytes]) -> bytes:
    """The tree's definition in 2.1.1, written down as it stands there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(_by_definition(leaves[:split]), _by_definition(leaves[split:]))


entries = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


@given(st.lists(st.binary(max_size=8), max_size=40))
def test_growing_gives_the_root_of_the_definition(data: list[bytes]) -> None:
    """Appending one at a time ends at the root that the definition gives."""
    leaves = [leaf_hash(d) for d in data]
    assert root_of(leaves) == _by_definition(leaves)


def test_the_known_vectors() -> None:
    """The empty tree and the single empty entry have the published hashes."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(entries, st.data())
def test_every_leaf_can_be_shown_to_be_in(data: list[bytes], draw: st.DataObject) -> None:
    """A proof holds for its own leaf, place and root, and for no other leaf."""
    leaves = [leaf_hash(d) for d in data]
    index = draw.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(index, leaves), root_of(leaves)
    assert inclusion_holds(leaves[index], index, len(leaves), proof, root)
    assert not inclusion_holds(leaf_hash(b"something else entirely"), index, len(leaves), proof, root)
    assert not inclusion_holds(leaves[index], index, len(leaves), [*proof, root], root)


@given(entries, st.data())
def test_a_tree_can_be_shown_to_continue_an_earlier_one(data: list[bytes], draw: st.DataObject) -> None:
    """Consistency holds between every two ages of a tree, and not once an old entry was changed."""
    leaves = [leaf_hash(d) for d in data]
    earlier = draw.draw(st.integers(1, len(leaves)))
    proof = consistency_proof(earlier, leaves)
    old, new = root_of(leaves[:earlier]), root_of(leaves)
    assert consistency_holds(earlier, len(leaves), proof, old, new)
    changed = [leaf_hash(b"changed"), *leaves[1:]]
    forged = consistency_proof(earlier, changed)
    assert not consistency_holds(earlier, len(leaves), forged, old, root_of(changed)) or changed == leaves


@given(entries)
def test_a_frontier_can_be_put_away_and_taken_up_again(data: list[bytes]) -> None:
    """Size and peaks are all there is to keep."""
    leaves = [leaf_hash(d) for d in data]
    half = Frontier()
    for leaf in leaves[: len(leaves) // 2]:
        half.append(leaf)
    again = Frontier(half.size, half.peaks)
    for leaf in leaves[len(leaves) // 2 :]:
        again.append(leaf)
    assert again.root() == root_of(leaves)
